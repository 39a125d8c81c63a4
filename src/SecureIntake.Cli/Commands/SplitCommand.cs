using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using SecureIntake.Cli.Files;
using SecureIntake.Opening;
using SecureIntake.Opening.Shares;

namespace SecureIntake.Cli.Commands;

/// <summary><c>split</c>: shares of an identity's seed, any k of which give it back.</summary>
internal static class SplitCommand
{
    public static Command Create()
    {
        var threshold = new Option<int>("--threshold") { Description = "How many shares give the key back.", Required = true };
        var count = new Option<int>("--shares") { Description = "How many shares to make.", Required = true };
        var output = new Option<string>("--out") { Description = "A folder for share-1.txt, share-2.txt, …", Required = true };
        var key = new Argument<string>("key-file") { Description = "A file with one identity (AGE-SECRET-KEY-PQ-1…)." };
        var command = new Command("split", "Split a key into shares.") { threshold, count, output, key };
        command.SetAction(parsed =>
        {
            var (k, n) = (parsed.GetValue(threshold), parsed.GetValue(count));
            if (k < 2 || n < k || n > 255) throw CommandFailedException.WrongUse("2 ≤ threshold ≤ shares ≤ 255");
            using var keys = Keys.Read(parsed.GetRequiredValue(key));
            if (keys.Identities.ToArray() is not [HybridIdentity identity]) throw CommandFailedException.Refused("the file must hold exactly one identity");
            var folder = parsed.GetRequiredValue(output);
            Directory.CreateDirectory(folder);
            var shares = SecretSharing.Split(identity, k, n, RandomNumberGenerator.Fill);
            for (var i = 0; i < n; i++)
                ShareFile.Write(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"share-{i + 1}.txt")), shares[i],
                    string.Create(CultureInfo.InvariantCulture, $"share {i + 1} of {n}; any {k} give the key back"), $"recipient: {identity.Recipient}");
            return ExitCode.Fine;
        });
        return command;
    }
}
