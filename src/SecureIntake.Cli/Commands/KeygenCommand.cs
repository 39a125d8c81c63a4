using System.CommandLine;
using System.Security.Cryptography;
using SecureIntake.Cli.Files;
using SecureIntake.Opening;

namespace SecureIntake.Cli.Commands;

/// <summary><c>keygen</c>: a hybrid identity. Its recipient goes to standard output when the key goes to a file.</summary>
internal static class KeygenCommand
{
    public static Command Create()
    {
        var output = new Option<string?>("--output", "-o") { Description = "Write the key to this new file instead of standard output." };
        var command = new Command("keygen", "Make a key to read with (age, post-quantum hybrid).") { output };
        command.SetAction(parsed =>
        {
            using var identity = HybridIdentity.Create(RandomNumberGenerator.Fill);
            var path = parsed.GetValue(output);
            Keys.Write(path, KeyText.Write(identity), $"recipient: {identity.Recipient}");
            if (path is not null) Console.Out.WriteLine(identity.Recipient);
            return ExitCode.Fine;
        });
        return command;
    }
}
