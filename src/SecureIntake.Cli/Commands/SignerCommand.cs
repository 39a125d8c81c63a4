using System.CommandLine;
using System.Security.Cryptography;
using SecureIntake.Cli.Files;
using SecureIntake.Opening;

namespace SecureIntake.Cli.Commands;

/// <summary><c>signer</c>: Ed25519 keys, such as a bench's.</summary>
internal static class SignerCommand
{
    public static Command Create() => new("signer", "Keys to sign with (Ed25519).") { Keygen(), Public() };

    private static Command Keygen()
    {
        var output = new Option<string?>("--output", "-o") { Description = "Write the key to this new file instead of standard output." };
        var command = new Command("keygen", "Make a key to sign with.") { output };
        command.SetAction(parsed =>
        {
            using var key = SigningKey.Create(RandomNumberGenerator.Fill);
            var path = parsed.GetValue(output);
            Keys.Write(path, KeyText.Write(key), $"signer: {key.Signer}");
            if (path is not null) Console.Out.WriteLine(key.Signer);
            return ExitCode.Fine;
        });
        return command;
    }

    private static Command Public()
    {
        var file = new Argument<string>("key-file") { Description = "A file with secret keys." };
        var command = new Command("public", "Print the public half of each signing key.") { file };
        command.SetAction(parsed =>
        {
            using var keys = Keys.Read(parsed.GetRequiredValue(file));
            var signers = keys.SigningKeys.Select(key => key.Signer.ToString()).ToArray();
            if (signers.Length == 0) throw CommandFailedException.Refused("this file holds keys to read with, none to sign with");
            foreach (var signer in signers) Console.Out.WriteLine(signer);
            return ExitCode.Fine;
        });
        return command;
    }
}
