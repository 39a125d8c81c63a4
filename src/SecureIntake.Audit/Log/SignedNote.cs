using System.Buffers.Binary;
using System.Text;

namespace SecureIntake.Audit.Log;

/// <summary>One line under a note: who says they signed it, and what they signed with. Nothing is verified yet.</summary>
/// <param name="Name">The signer's name.</param>
/// <param name="KeyId">The first 4 bytes of the hash of name, type and key.</param>
/// <param name="Signature">The bytes behind the key id.</param>
internal readonly record struct NoteSignature(string Name, uint KeyId, ReadOnlyMemory<byte> Signature)
{
    private const string Dash = "— "; // U+2014

    /// <summary>Reads a line without its LF; only the one spelling is accepted.</summary>
    public static bool TryParse(string line, out NoteSignature signature)
    {
        signature = default;
        var space = line.IndexOf(' ', Math.Min(Dash.Length, line.Length));
        if (space < 0 || !line.StartsWith(Dash, StringComparison.Ordinal)) return false;
        var name = line[Dash.Length..space];
        if (name.Length == 0 || name.Any(c => c == '+' || char.IsWhiteSpace(c) || char.IsControl(c))) return false;
        if (!StrictBase64.TryDecode(line[(space + 1)..], out var bytes) || bytes.Length < 5) return false;
        signature = new NoteSignature(name, BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes.AsMemory(4));
        return true;
    }

    /// <summary>The line without its LF: <c>— name base64(key id ‖ signature)</c>.</summary>
    public override string ToString()
    {
        var bytes = new byte[4 + Signature.Length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, KeyId);
        Signature.Span.CopyTo(bytes.AsSpan(4));
        return $"{Dash}{Name} {Convert.ToBase64String(bytes)}";
    }
}

/// <summary>
/// A note (C2SP signed-note): a text, an empty line, signature lines. Parsing keeps every line, known or not; whatever is accepted is what
/// <see cref="ToBytes"/> writes.
/// </summary>
internal sealed record SignedNote(string Text, IReadOnlyList<NoteSignature> Signatures)
{
    /// <summary>The longest note that is read, in bytes.</summary>
    public const int MaxLength = 16 * 1024;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a note with at least one signature line.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out SignedNote? note)
    {
        note = null;
        if (bytes.Length > MaxLength) return false;
        string text;
        try
        {
            text = Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
        var end = text.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (end < 0 || !text.EndsWith('\n') || text.Any(c => c < ' ' && c != '\n')) return false;
        var signatures = new List<NoteSignature>();
        foreach (var line in text[(end + 2)..].Split('\n')[..^1])
        {
            if (!NoteSignature.TryParse(line, out var signature)) return false;
            signatures.Add(signature);
        }
        if (signatures.Count == 0) return false;
        note = new SignedNote(text[..(end + 1)], signatures);
        return true;
    }

    /// <summary>The note as it is served.</summary>
    public byte[] ToBytes()
    {
        var text = new StringBuilder(Text).Append('\n');
        foreach (var signature in Signatures) text.Append(signature.ToString()).Append('\n');
        return Utf8.GetBytes(text.ToString());
    }
}
