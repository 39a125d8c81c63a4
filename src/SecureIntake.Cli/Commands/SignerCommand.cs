using System.CommandLine;
using System.Security.Cryptography;
using SecureIntake.Cli.Files;
using SecureIntake.Opening;

namespace SecureIntake.Cli.Commands;

/// <summary><c>signer</c>: Ed25519 keys, such as a bench's.</summary>
internal static class SignerCommand
{
    public static Command Create() => new("signer", "Keys to sign with (Ed25519).") { Keygen(), Public() };

    private static ToolCommand Keygen()
    {
        var output = new Option<string?>("--output", "-o") { Description = "Write the key to this new file instead of standard output." };
        var json = JsonLine.Option();
        var command = new ToolCommand("keygen", "Make a key to sign with.", "secureintake signer keygen -o bench.key") { output, json };
        command.Validators.Add(result => JsonLine.RefuseWithoutFile(result, json, output));
        command.SetAction(parsed =>
        {
            using var key = SigningKey.Create(RandomNumberGenerator.Fill);
            var path = parsed.GetValue(output);
            using var file = OutputFile.New(path);
            Keys.Write(file, KeyText.Write(key), Announce, $"signer: {key.Signer}");
            return ExitCode.Fine;

            void Announce()
            {
                if (parsed.GetValue(json)) JsonLine.Write("signer", key.Signer.ToString());
                else if (path is not null) Console.Out.WriteLine(key.Signer);
            }
        });
        return command;
    }

    private static ToolCommand Public()
    {
        var file = new Argument<string>("key-file") { Description = "A file with secret keys." };
        var json = JsonLine.Option();
        var command = new ToolCommand("public", "Show the public half of each signing key.", "secureintake signer public bench.key") { file, json };
        command.SetAction(parsed =>
        {
            using var keys = Keys.Read(parsed.GetRequiredValue(file));
            var signers = keys.SigningKeys.Select(key => key.Signer.ToString()).ToArray();
            if (signers.Length == 0) throw CommandFailedException.Refused("this file holds keys to read with, none to sign with");
            if (parsed.GetValue(json)) JsonLine.Write(writer => writer.WriteStrings("signers", signers));
            else foreach (var signer in signers) Console.Out.WriteLine(signer);
            return ExitCode.Fine;
        });
        return command;
    }
}
