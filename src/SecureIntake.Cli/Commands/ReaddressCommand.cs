using System.CommandLine;
using System.Security.Cryptography;
using SecureIntake.Cli.Files;
using SecureIntake.Sealing.Age;

namespace SecureIntake.Cli.Commands;

/// <summary><c>readdress</c>: a new header around the same file key. The payload is copied as it is, or left where it is.</summary>
internal static class ReaddressCommand
{
    public static Command Create()
    {
        var key = new Option<string>("--key", "-k") { Description = "A file with the secret key of a present recipient.", Required = true };
        var recipients = new Option<string[]>("--recipient", "-r") { Description = "Who may open the new file (age1pq1…); may be repeated.", Required = true };
        var headerOnly = new Option<bool>("--header-only") { Description = "Write the new header alone." };
        var output = new Option<string?>("--output", "-o") { Description = "Write to this file instead of standard output." };
        var force = ForceOption.Create();
        var input = new Argument<string?>("file") { Description = "The sealed file or its header; standard input without it.", Arity = ArgumentArity.ZeroOrOne };
        var command = new ToolCommand(
            "readdress", "Let somebody else open a sealed file, without opening it yourself.", "secureintake readdress -k my.key -r age1pq1… -o for-her.age letter.pdf.age") { key, recipients, headerOnly, output, force, input };
        command.SetAction(parsed =>
        {
            var to = parsed.GetRequiredValue(recipients).Select(Keys.Recipient).Distinct().ToArray();
            using var keys = Keys.Read(parsed.GetRequiredValue(key));
            using var sealedFile = SealedFile.Open(parsed.GetValue(input));
            using var fileKey = sealedFile.Unwrap(keys);
            using var file = OutputFile.At(parsed.GetValue(output), parsed.GetValue(force), parsed.GetValue(input), parsed.GetValue(key));
            file.Stream.Write(Header.Create(fileKey, to, RandomNumberGenerator.Fill).ToBytes());
            if (!parsed.GetValue(headerOnly)) sealedFile.CopyPayload(file.Stream);
            file.Commit();
            return ExitCode.Fine;
        });
        return command;
    }
}
