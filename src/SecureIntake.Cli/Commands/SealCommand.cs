using System.CommandLine;
using System.Security.Cryptography;
using SecureIntake.Cli.Files;
using SecureIntake.Sealing.Age;

namespace SecureIntake.Cli.Commands;

/// <summary><c>seal</c>: an ordinary age file to post-quantum recipients.</summary>
internal static class SealCommand
{
    public static Command Create()
    {
        var recipients = new Option<string[]>("--recipient", "-r") { Description = "Who may open it (age1pq1…); may be repeated.", Required = true };
        var output = new Option<string?>("--output", "-o") { Description = "Write to this file instead of standard output." };
        var input = new Argument<string?>("file") { Description = "What to seal; standard input without it.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("seal", "Seal a file so that only its recipients can open it.") { recipients, output, input };
        command.SetAction(parsed =>
        {
            var to = parsed.GetRequiredValue(recipients).Select(Keys.Recipient).Distinct().ToArray();
            using var plain = InputFile.Open(parsed.GetValue(input));
            using var file = OutputFile.Replacing(parsed.GetValue(output));
            using var fileKey = FileKey.Create(RandomNumberGenerator.Fill);
            file.Stream.Write(Header.Create(fileKey, to, RandomNumberGenerator.Fill).ToBytes());
            PayloadSealing.Seal(fileKey, plain, file.Stream, RandomNumberGenerator.Fill);
            file.Commit();
            return ExitCode.Fine;
        });
        return command;
    }
}
