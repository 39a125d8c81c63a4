using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using SecureIntake.Cli.Files;
using SecureIntake.Opening;
using SecureIntake.Opening.Shares;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Shares;

namespace SecureIntake.Cli.Commands;

/// <summary><c>split</c>: shares of an identity's seed, any k of which give it back.</summary>
internal static class SplitCommand
{
    public static Command Create()
    {
        var threshold = new Option<int>("--threshold") { Description = "How many shares give the key back.", Required = true };
        var count = new Option<int>("--shares") { Description = "How many shares to make.", Required = true };
        var output = new Option<string>("--out") { Description = "A folder for share-1.txt, share-2.txt, …", Required = true };
        var key = new Argument<string>("key-file") { Description = "A file with one key to read with." };
        var json = JsonLine.Option();
        var command = new ToolCommand("split", "Split a key into shares, some of which together give it back.", "secureintake split --threshold 2 --shares 3 --out shares my.key") { threshold, count, output, key, json };
        command.SetAction(parsed =>
        {
            var (k, n) = (parsed.GetValue(threshold), parsed.GetValue(count));
            if (k < 2 || n < k || n > 255) throw CommandFailedException.WrongUse("at least 2 shares must be needed, and not more than are made; at most 255 are made");
            using var keys = Keys.Read(parsed.GetRequiredValue(key));
            if (keys.Identities.ToArray() is not [HybridIdentity identity]) throw CommandFailedException.Refused("the file must hold exactly one post-quantum key to read with (AGE-SECRET-KEY-PQ-1…)");
            var folder = parsed.GetRequiredValue(output);
            using var files = new OutputFiles();
            files.Folder(folder);
            Write(files, folder, identity, k, n);
            if (parsed.GetValue(json))
                JsonLine.Write(writer =>
                {
                    writer.WriteNumber("threshold", k);
                    writer.WriteString("recipient", identity.Recipient.ToString());
                    writer.WriteStrings("shares", files.Paths);
                });
            files.Keep();
            return ExitCode.Fine;
        });
        return command;
    }

    private static void Write(OutputFiles files, string folder, HybridIdentity identity, int k, int n)
    {
        var shares = SecretSharing.Split(identity, k, n, RandomNumberGenerator.Fill);
        try
        {
            var split = OpaqueId.Create(RandomNumberGenerator.Fill);
            var salts = shares.Select(_ => RandomNumberGenerator.GetBytes(ShareCommitment.SaltSize)).ToArray();
            byte[][] commitments = [.. shares.Select((share, i) => ShareCommitment.Of(split, (byte)(i + 1), salts[i], share))];
            for (var i = 0; i < n; i++)
            {
                var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"share-{i + 1}.txt"));
                using var file = files.New(path);
                ShareFile.Write(file, shares[i], new SplitFacts(i + 1, k, identity.Recipient.ToString(), split, salts[i], commitments));
            }
        }
        finally
        {
            foreach (var share in shares) CryptographicOperations.ZeroMemory(share);
        }
    }
}
