using System.CommandLine;
using System.Security.Cryptography;
using SecureIntake.Cli.Files;
using SecureIntake.Opening;
using SecureIntake.Opening.Shares;

namespace SecureIntake.Cli.Commands;

/// <summary><c>combine</c>: the identity that shares were split from. Too few or wrong shares are seen by its recipient.</summary>
internal static class CombineCommand
{
    public static Command Create()
    {
        var recipient = new Option<string>("--recipient", "-r") { Description = "The recipient that the key must have.", Required = true };
        var output = new Option<string?>("--output", "-o") { Description = "Write the key to this new file instead of standard output." };
        var files = new Argument<string[]>("share") { Description = "Share files.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("combine", "Bring shares together to the key they were split from.") { recipient, output, files };
        command.SetAction(parsed =>
        {
            var expected = Keys.Recipient(parsed.GetRequiredValue(recipient));
            var shares = parsed.GetRequiredValue(files).Select(ShareFile.Read).ToArray();
            try
            {
                if (!SecretSharing.TryCombine(shares, out var seed)) throw CommandFailedException.Tampered("two different shares at least are needed, each used once");
                using var identity = new HybridIdentity(seed);
                CryptographicOperations.ZeroMemory(seed);
                // Sharing gives some key for any shares; only the recipient tells whether it is the right one.
                if (!identity.Recipient.Equals(expected)) throw CommandFailedException.Tampered("these shares do not give that recipient's key: too few of them, or a wrong one");
                Keys.Write(parsed.GetValue(output), KeyText.Write(identity), $"recipient: {identity.Recipient}");
                return ExitCode.Fine;
            }
            finally
            {
                foreach (var share in shares) CryptographicOperations.ZeroMemory(share);
            }
        });
        return command;
    }
}
