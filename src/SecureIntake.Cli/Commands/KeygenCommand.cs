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
        var json = JsonLine.Option();
        var command = new ToolCommand("keygen", "Make a key: others seal files to its public half, you open them with it.", "secureintake keygen -o my.key") { output, json };
        command.Validators.Add(result => JsonLine.RefuseWithoutFile(result, json, output));
        command.SetAction(parsed =>
        {
            using var identity = HybridIdentity.Create(RandomNumberGenerator.Fill);
            var path = parsed.GetValue(output);
            using var file = OutputFile.New(path);
            Keys.Write(file, KeyText.Write(identity), Announce, $"recipient: {identity.Recipient}");
            return ExitCode.Fine;

            void Announce()
            {
                if (parsed.GetValue(json)) JsonLine.Write("recipient", identity.Recipient.ToString());
                else if (path is not null) Console.Out.WriteLine(identity.Recipient);
            }
        });
        return command;
    }
}
