using System.CommandLine;
using System.Security.Cryptography;
using SecureIntake.Audit.Log;
using SecureIntake.Cli.Files;

namespace SecureIntake.Cli.Commands;

/// <summary><c>keygen</c> of the log and of a witness: the seed goes to a new file of 32 bytes, the public key to standard output.</summary>
internal static class SeedKeygen
{
    /// <summary>The command.</summary>
    /// <param name="whose"><c>log</c> or <c>witness</c>.</param>
    /// <param name="example">The command line that help shows.</param>
    /// <param name="name">The option with the key's name.</param>
    /// <param name="publicKey">The public key, as a line, of a name and a seed.</param>
    public static ToolCommand Create(string whose, string example, Option<string> name, Func<string, ReadOnlySpan<byte>, string> publicKey)
    {
        var output = new Argument<string>("out") { Description = "The new file for the secret seed, 32 bytes." };
        var command = new ToolCommand("keygen", $"Make a {whose}'s key.", example) { output, name };
        command.SetAction(parsed =>
        {
            var seed = RandomNumberGenerator.GetBytes(LogSigner.SeedLength);
            try
            {
                string line = publicKey(parsed.GetRequiredValue(name), seed);
                using var file = OutputFile.New(parsed.GetRequiredValue(output));
                file.Stream.Write(seed);
                // First, so that no key stays whose public half nobody saw.
                Console.Out.WriteLine(line);
                file.Commit();
                return ExitCode.Fine;
            }
            finally
            {
                CryptographicOperations.ZeroMemory(seed);
            }
        });
        return command;
    }

    /// <summary>The option that names a key.</summary>
    /// <param name="whose">As above.</param>
    /// <param name="custom">What such names are by custom, as in <c>a host name</c>.</param>
    /// <param name="name">The name without the option.</param>
    public static Option<string> Name(string whose, string custom, string name)
    {
        var option = new Option<string>("--name") { Description = $"The {whose}'s name for ever, by custom {custom}.", DefaultValueFactory = _ => name };
        option.Validators.Add(result =>
        {
            if (!LogKey.IsName(result.GetValueOrDefault<string>())) result.AddError($"a {whose}'s name is 1 to 128 visible ASCII characters without +");
        });
        return option;
    }
}
