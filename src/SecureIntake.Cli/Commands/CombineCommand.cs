using System.CommandLine;
using SecureIntake.Cli.Files;
using SecureIntake.Opening;

namespace SecureIntake.Cli.Commands;

/// <summary><c>combine</c>: the identity that shares were split from. Too few or wrong shares are seen by what each says of the others, and by its recipient.</summary>
internal static class CombineCommand
{
    public static Command Create()
    {
        var recipient = new Option<string>("--recipient", "-r") { Description = "The recipient that the key must have.", Required = true };
        var output = new Option<string?>("--output", "-o") { Description = "Write the key to this new file instead of standard output." };
        var files = new Argument<string[]>("share") { Description = "Share files.", Arity = ArgumentArity.OneOrMore };
        var json = JsonLine.Option();
        var command = new ToolCommand(
            "combine", "Bring shares together to the key that they were split from.", "secureintake combine -r age1pq1… -o my.key share-1.txt share-3.txt") { recipient, output, files, json };
        command.Validators.Add(result => JsonLine.RefuseWithoutFile(result, json, output));
        command.SetAction(parsed =>
        {
            var expected = Keys.Recipient(parsed.GetRequiredValue(recipient));
            using var shares = ShareSet.Read(parsed.GetRequiredValue(files));
            using var identity = shares.Combine(expected);
            using var file = OutputFile.New(parsed.GetValue(output));
            Keys.Write(file, KeyText.Write(identity), Announce, $"recipient: {expected}");
            return ExitCode.Fine;

            void Announce()
            {
                if (parsed.GetValue(json)) JsonLine.Write("recipient", expected.ToString());
            }
        });
        return command;
    }
}
