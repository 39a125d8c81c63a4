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
        var json = JsonLine.Option();
        var command = new ToolCommand(
            "combine", "Bring shares together to the key that they were split from.", "secureintake combine -r age1pq1… -o my.key share-1.txt share-3.txt") { recipient, output, files, json };
        command.Validators.Add(result => JsonLine.RefuseWithoutFile(result, json, output));
        command.SetAction(parsed =>
        {
            var expected = Keys.Recipient(parsed.GetRequiredValue(recipient));
            var paths = parsed.GetRequiredValue(files);
            var shares = paths.Select(ShareFile.Read).ToArray();
            try
            {
                RefuseRepeated(paths, shares);
                if (!SecretSharing.TryCombine(shares, out var seed)) throw CommandFailedException.Tampered("one share alone never gives a key: give at least two");
                using var identity = new HybridIdentity(seed);
                CryptographicOperations.ZeroMemory(seed);
                // Sharing gives some key for any shares; only the recipient tells whether it is the right one.
                if (!identity.Recipient.Equals(expected)) throw CommandFailedException.Tampered("these shares do not give that recipient's key: too few of them, or a wrong one");
                Keys.Write(parsed.GetValue(output), KeyText.Write(identity), $"recipient: {identity.Recipient}");
                if (parsed.GetValue(json)) JsonLine.Write("recipient", identity.Recipient.ToString());
                return ExitCode.Fine;
            }
            finally
            {
                foreach (var share in shares) CryptographicOperations.ZeroMemory(share);
            }
        });
        return command;
    }

    // The last byte of a share is its point; two with the same point are one, however they are named.
    private static void RefuseRepeated(string[] paths, byte[][] shares)
    {
        for (var i = 0; i < shares.Length; i++)
        {
            var first = Array.FindIndex(shares, other => other[^1] == shares[i][^1]);
            if (first < i) throw CommandFailedException.Tampered($"{paths[i]} and {paths[first]} are the same share: each counts once");
        }
    }
}
