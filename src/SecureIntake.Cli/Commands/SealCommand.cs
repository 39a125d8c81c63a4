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
        var recipients = new Option<string[]>("--recipient", "-r") { Description = "Who may open it (age1pq1…); may be repeated.", DefaultValueFactory = _ => [] };
        var lists = new Option<string[]>("--recipients-file", "-R") { Description = "A file with recipients, one a line; may be repeated.", DefaultValueFactory = _ => [] };
        var passphrase = PassphraseFile.Option();
        var armor = new Option<bool>("--armor", "-a") { Description = "Write text that can be pasted into a message, a third longer." };
        var output = new Option<string?>("--output", "-o") { Description = "Write to this file instead of standard output." };
        var force = ForceOption.Create();
        var input = new Argument<string?>("file") { Description = "What to seal; standard input without it.", Arity = ArgumentArity.ZeroOrOne };
        var command = new ToolCommand("seal", "Seal a file so that only its recipients can open it.", "secureintake seal -r age1pq1… -o letter.pdf.age letter.pdf") { recipients, lists, passphrase, armor, output, force, input };
        command.Validators.Add(result =>
        {
            var toKeys = result.GetResult(recipients) is not (null or { Implicit: true }) || result.GetResult(lists) is not (null or { Implicit: true });
            var toPassphrase = result.GetResult(passphrase) is not null;
            if (!toKeys && !toPassphrase)
                result.AddError("who may open it? Give --recipient, --recipients-file or --passphrase-file");
            if (toKeys && toPassphrase)
                result.AddError("a passphrase stands alone: give it, or recipients");
        });
        command.SetAction(parsed =>
        {
            using var secret = parsed.GetValue(passphrase) is { } path ? PassphraseFile.Read(path) : null;
            IEnumerable<Recipient> named = secret is null
                ? parsed.GetValue(recipients)!.Select(Keys.Recipient).Concat(parsed.GetValue(lists)!.SelectMany(Keys.Recipients)).Distinct()
                : [new ScryptRecipient(secret)];
            if (!Recipients.TryOf(named, out var to, out _))
                throw CommandFailedException.Refused("that are more recipients than one header holds");
            using var plain = InputFile.Open(parsed.GetValue(input));
            using var file = OutputFile.At(parsed.GetValue(output), parsed.GetValue(force), [parsed.GetValue(input), parsed.GetValue(passphrase), .. parsed.GetValue(lists)!]);
            using var fileKey = FileKey.Create(RandomNumberGenerator.Fill);
            if (parsed.GetValue(armor))
            {
                using var text = Armor.Wrap(file.Stream);
                Seal(fileKey, to, plain, text);
            }
            else
            {
                Seal(fileKey, to, plain, file.Stream);
            }
            file.Commit();
            return ExitCode.Fine;
        });
        return command;
    }

    private static void Seal(FileKey fileKey, Recipients to, Stream plain, Stream output)
    {
        output.Write(Header.Create(fileKey, to, RandomNumberGenerator.Fill).ToBytes());
        PayloadSealing.Seal(fileKey, plain, output, RandomNumberGenerator.Fill);
    }
}
