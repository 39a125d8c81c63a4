using System.CommandLine;
using System.Security.Cryptography;
using SecureIntake.Audit.Log;
using SecureIntake.Cli.Files;

namespace SecureIntake.Cli.Commands;

/// <summary><c>log keygen</c>: the key of a log. The seed goes to a new file of 32 bytes, the public key to standard output.</summary>
internal static class LogCommand
{
    public static Command Create() => new("log", "The key that signs the access log.") { Keygen() };

    private static ToolCommand Keygen()
    {
        var output = new Argument<string>("out") { Description = "The new file for the secret seed, 32 bytes." };
        var name = new Option<string>("--name") { Description = "The log's name for ever, by custom a host and a path.", DefaultValueFactory = _ => "secureintake.example/log" };
        name.Validators.Add(result =>
        {
            if (!LogKey.IsName(result.GetValueOrDefault<string>())) result.AddError("a log's name is 1 to 128 visible ASCII characters without +");
        });
        var command = new ToolCommand("keygen", "Make a log's key.", "secureintake log keygen log.key --name intake.example/log") { output, name };
        command.SetAction(parsed =>
        {
            var seed = RandomNumberGenerator.GetBytes(LogSigner.SeedLength);
            try
            {
                using var signer = new LogSigner(parsed.GetRequiredValue(name), seed);
                using var file = OutputFile.New(parsed.GetRequiredValue(output));
                file.Stream.Write(seed);
                file.Commit();
                Console.Out.WriteLine(signer.Key);
                return ExitCode.Fine;
            }
            finally
            {
                CryptographicOperations.ZeroMemory(seed);
            }
        });
        return command;
    }
}
