using System.Globalization;
using System.Text;
using SecureIntake.Audit.Witnesses;

namespace SecureIntake.Audit.Log;

/// <summary>
/// That an entry is in the log, in one text (C2SP tlog-proof v1, without extra data): <c>index N</c>, the path's hashes in base64 a line,
/// an empty line, the signed checkpoint.
/// </summary>
/// <param name="Index">Position of the entry.</param>
/// <param name="Path">Inclusion path, leaf side first.</param>
/// <param name="Note">The signed checkpoint as served.</param>
public sealed record LogProof(long Index, IReadOnlyList<Bytes32> Path, ReadOnlyMemory<byte> Note)
{
    private const string Magic = "c2sp.org/tlog-proof@v1";
    private const int MaxPath = 63;

    /// <summary>Whether <paramref name="entry"/> stands at <see cref="Index"/> of a tree that <paramref name="key"/> signed.</summary>
    public bool Verify(LogKey key, ReadOnlySpan<byte> entry) =>
        CheckpointNote.TryVerify(Note.Span, key, out var checkpoint)
        && ProofCheck.Included(Rfc6962.Leaf(entry), Index, checkpoint!.Size, Path, checkpoint.Root);

    /// <summary>The same, and the checkpoint is witnessed as the policy asks.</summary>
    public bool Verify(LogKey key, WitnessPolicy policy, ReadOnlySpan<byte> entry) => policy.IsWitnessed(Note.Span) && Verify(key, entry);

    /// <summary>The text.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Magic).Append('\n').Append(CultureInfo.InvariantCulture, $"index {Index}\n");
        foreach (var hash in Path) text.Append(hash.ToString()).Append('\n');
        return text.Append('\n').Append(Encoding.UTF8.GetString(Note.Span)).ToString();
    }

    /// <summary>Reads the text; only the one spelling is accepted. Whether the proof holds is for <see cref="Verify(LogKey, ReadOnlySpan{byte})"/>.</summary>
    public static bool TryParse(string text, out LogProof? proof)
    {
        proof = null;
        var end = text.IndexOf("\n\n", StringComparison.Ordinal);
        if (end < 0 || text.Length > CheckpointNote.MaxLength * 2) return false;
        var lines = text[..end].Split('\n');
        if (lines.Length is < 2 or > 2 + MaxPath || lines[0] != Magic || !lines[1].StartsWith("index ", StringComparison.Ordinal)) return false;
        if (!long.TryParse(lines[1].AsSpan(6), NumberStyles.None, CultureInfo.InvariantCulture, out var index)) return false;
        var path = new List<Bytes32>();
        foreach (var line in lines[2..])
        {
            if (!Bytes32.TryParse(line, out var hash)) return false;
            path.Add(hash);
        }
        var candidate = new LogProof(index, path, Encoding.UTF8.GetBytes(text[(end + 2)..]));
        if (candidate.ToString() != text) return false;
        proof = candidate;
        return true;
    }
}
