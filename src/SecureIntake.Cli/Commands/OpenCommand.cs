using System.CommandLine;
using SecureIntake.Cli.Files;
using SecureIntake.Opening;

namespace SecureIntake.Cli.Commands;

/// <summary><c>open</c>: the content of a sealed file. A file appears only when every chunk was checked; a pipe gets checked chunks only.</summary>
internal static class OpenCommand
{
    public static Command Create()
    {
        var key = new Option<string?>("--key", "-k") { Description = "A file with the secret key." };
        var passphrase = PassphraseFile.Option();
        var output = new Option<string?>("--output", "-o") { Description = "Write to this file instead of standard output." };
        var force = ForceOption.Create();
        var input = new Argument<string?>("file") { Description = "The sealed file; standard input without it.", Arity = ArgumentArity.ZeroOrOne };
        var command = new ToolCommand("open", "Open a file that was sealed to your key.", "secureintake open -k my.key -o letter.pdf letter.pdf.age") { key, passphrase, output, force, input };
        command.Validators.Add(result =>
        {
            if (result.GetResult(key) is null == result.GetResult(passphrase) is null)
                result.AddError("with what? Give --key or --passphrase-file");
        });
        command.SetAction(parsed =>
        {
            using var keys = parsed.GetValue(key) is { } keyFile ? Keys.Read(keyFile) : null;
            using var secret = keys is null ? new ScryptIdentity(PassphraseFile.Read(parsed.GetValue(passphrase)!)) : null;
            using var sealedFile = SealedFile.Open(parsed.GetValue(input));
            using var fileKey = secret is null ? sealedFile.Unwrap(keys!) : sealedFile.Unwrap(secret);
            using var file = OutputFile.At(parsed.GetValue(output), parsed.GetValue(force), parsed.GetValue(input), parsed.GetValue(key), parsed.GetValue(passphrase));
            if (!PayloadOpening.TryOpen(fileKey, sealedFile.Payload, file.Stream, out var why, out var chunk)) throw SealedFile.Failed(why, chunk, sealedFile.EndsAfter(chunk));
            file.Commit();
            return ExitCode.Fine;
        });
        return command;
    }
}
