using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using SecureIntake.Opening.Shares;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Shares;

namespace SecureIntake.Cli.Files;

/// <summary>One share as its keeper has it: comment lines that say what it is a share of, then 33 bytes in base64 (Sealing's FORMAT.md §5).</summary>
internal sealed partial class ShareFile : IDisposable
{
    private ShareFile(string path, byte[] share, SplitFacts? facts) => (Path, Share, Facts) = (path, share, facts);

    /// <summary>Where it was read.</summary>
    public string Path { get; }

    /// <summary>33 bytes.</summary>
    public byte[] Share { get; }

    /// <summary>What its comments say; null for a share that another program made.</summary>
    public SplitFacts? Facts { get; }

    /// <summary>Writes a new share file.</summary>
    public static void Write(OutputFile file, ReadOnlySpan<byte> share, SplitFacts facts)
    {
        var text = GC.AllocateArray<byte>(Base64.GetMaxEncodedToUtf8Length(share.Length), pinned: true);
        try
        {
            file.Stream.Write(Encoding.ASCII.GetBytes(facts.ToComments()));
            Base64.EncodeToUtf8(share, text, out _, out var length);
            file.Stream.Write(text.AsSpan(0, length));
            file.Stream.WriteByte((byte)'\n');
            file.Commit();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }

    /// <summary>Reads a share file; disposing it clears the share.</summary>
    public static ShareFile Read(string path)
    {
        var bytes = InputFile.ReadSmall(path);
        try
        {
            var comments = new StringBuilder();
            byte[]? share = null;
            foreach (var range in bytes.AsSpan().Split((byte)'\n'))
            {
                var line = bytes.AsSpan(range).Trim(" \t\r"u8);
                if (line.IsEmpty) continue;
                if (line[0] == (byte)'#') comments.Append(Encoding.UTF8.GetString(line)).Append('\n');
                else if (share is not null || !SecretSharing.TryParseShare(line, out share) || share[^1] == 0) throw CommandFailedException.Refused($"{path} is not a share");
            }
            return share is null ? throw CommandFailedException.Refused($"{path} is not a share") : new ShareFile(path, share, SplitFacts.Read(comments.ToString()));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>Whether it is the share that a list of commitments speaks of.</summary>
    public bool Fits(SplitFacts list) => Facts is { } own && own.Number <= list.Commitments.Count
        && ShareCommitment.Of(list.Split, (byte)own.Number, own.Salt, Share).AsSpan().SequenceEqual(list.Commitments[own.Number - 1]);

    public void Dispose() => CryptographicOperations.ZeroMemory(Share);
}

/// <summary>What the comments of a share file say. Nothing of it is secret.</summary>
/// <param name="Number">Which share it is, from 1.</param>
/// <param name="Threshold">How many give the key back.</param>
/// <param name="Recipient">The key's public half.</param>
/// <param name="Split">The split, 16 random bytes.</param>
/// <param name="Salt">This share's, 32 bytes.</param>
/// <param name="Commitments">To each share, by number from 1.</param>
internal sealed partial record SplitFacts(int Number, int Threshold, string Recipient, OpaqueId Split, byte[] Salt, IReadOnlyList<byte[]> Commitments)
{
    /// <summary>Whether two speak of the same split with the same words.</summary>
    public bool Agrees(SplitFacts other) =>
        (Threshold, Recipient, Split) == (other.Threshold, other.Recipient, other.Split) && List == other.List;

    private string List => string.Join(' ', Commitments.Select(Convert.ToBase64String));

    /// <summary>As lines.</summary>
    public string ToComments() => string.Create(CultureInfo.InvariantCulture,
        $"# share {Number} of {Commitments.Count}; any {Threshold} give the key back\n# recipient: {Recipient}\n# split: {Split}\n# salt: {Convert.ToBase64String(Salt)}\n# commitments: {List}\n");

    /// <summary>Reads such lines; null where they are other words.</summary>
    public static SplitFacts? Read(string comments)
    {
        if (Lines().Match(comments) is not { Success: true } match || !OpaqueId.TryParse(match.Groups["split"].Value, out var split)) return null;
        int Number(string name) => int.Parse(match.Groups[name].ValueSpan, CultureInfo.InvariantCulture);
        try
        {
            var facts = new SplitFacts(Number("number"), Number("threshold"), match.Groups["recipient"].Value, split, Convert.FromBase64String(match.Groups["salt"].Value),
                [.. match.Groups["list"].Value.Split(' ').Select(Convert.FromBase64String)]);
            var sound = facts.Number >= 1 && facts.Number <= facts.Commitments.Count && facts.Commitments.Count == Number("count") && facts.Salt.Length == ShareCommitment.SaltSize;
            return sound ? facts : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    [GeneratedRegex(
        "^# share (?<number>[0-9]{1,3}) of (?<count>[0-9]{1,3}); any (?<threshold>[0-9]{1,3}) give the key back\n# recipient: (?<recipient>[0-9a-z]{1,4096})\n# split: (?<split>[0-9a-f]{32})\n# salt: (?<salt>[A-Za-z0-9+/=]{44})\n# commitments: (?<list>[A-Za-z0-9+/= ]+)\n$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Lines();
}
