using System.Globalization;
using System.Text;
using SecureIntake.Audit.Log;

namespace SecureIntake.Audit.Witnesses;

/// <summary>
/// The body of a request <c>add-checkpoint</c> (C2SP tlog-witness 1.0.0): <c>old N</c>, the consistency proof from N in base64 a line, an
/// empty line, the signed checkpoint.
/// </summary>
/// <param name="OldSize">The size that the witness is thought to know.</param>
/// <param name="Proof">From there to the checkpoint's size; at most 63 hashes.</param>
/// <param name="Note">The signed checkpoint as served.</param>
public sealed record AddCheckpoint(long OldSize, IReadOnlyList<Bytes32> Proof, ReadOnlyMemory<byte> Note)
{
    /// <summary>The longest body that is read, in bytes.</summary>
    public const int MaxLength = CheckpointNote.MaxLength + 4 * 1024;

    private const int MaxProof = 63;
    private const string Old = "old ";

    /// <summary>Reads a body; only the one spelling is accepted.</summary>
    public static bool TryParse(ReadOnlySpan<byte> body, out AddCheckpoint? request)
    {
        request = null;
        var end = body.IndexOf("\n\n"u8);
        if (end < 0 || body.Length > MaxLength || body[..end].ContainsAnyExceptInRange((byte)'\n', (byte)'~')) return false;
        var lines = Encoding.ASCII.GetString(body[..end]).Split('\n');
        if (lines.Length > 1 + MaxProof || !lines[0].StartsWith(Old, StringComparison.Ordinal)) return false;
        if (!long.TryParse(lines[0].AsSpan(Old.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var size)) return false;
        var proof = new List<Bytes32>();
        foreach (var line in lines[1..])
        {
            if (!Bytes32.TryParse(line, out var hash)) return false;
            proof.Add(hash);
        }
        var candidate = new AddCheckpoint(size, proof, body[(end + 2)..].ToArray());
        if (!body.SequenceEqual(candidate.ToBytes())) return false;
        request = candidate;
        return true;
    }

    /// <summary>The body.</summary>
    public byte[] ToBytes()
    {
        var text = new StringBuilder(Old).Append(CultureInfo.InvariantCulture, $"{OldSize}\n");
        foreach (var hash in Proof) text.Append(hash.ToString()).Append('\n');
        return [.. Encoding.ASCII.GetBytes(text.Append('\n').ToString()), .. Note.Span];
    }
}
