using System.Buffers.Binary;
using System.Text;

namespace SecureIntake.Audit.Log;

/// <summary>
/// A checkpoint as it is served (C2SP signed-note): its text, an empty line, <c>— name base64(key id ‖ signature)</c>. Readers of notes
/// ignore lines they do not know; this one refuses them, so that every bit of the file counts. Cosignatures will be read by policy.
/// </summary>
public static class CheckpointNote
{
    /// <summary>The longest note that is read, in bytes.</summary>
    public const int MaxLength = 4096;

    private const string Dash = "— ";
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a note that exactly this log signed.</summary>
    public static bool TryVerify(ReadOnlySpan<byte> note, LogKey key, out Checkpoint? checkpoint) =>
        TryParse(note, out checkpoint, out var signature)
        && checkpoint!.Origin == key.Name
        && key.Verifies(Encoding.UTF8.GetBytes(checkpoint.ToString()), signature)
        && note.SequenceEqual(Write(checkpoint, key, signature));

    /// <summary>Reads a note without a key, to learn its size before the key is known.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> note, out Checkpoint? checkpoint, out byte[] signature)
    {
        (checkpoint, signature) = (null, []);
        if (note.Length > MaxLength) return false;
        string text;
        try
        {
            text = Utf8.GetString(note);
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
        var end = text.IndexOf("\n\n", StringComparison.Ordinal);
        if (end < 0 || !Checkpoint.TryParse(text[..(end + 1)], out var candidate)) return false;
        var start = $"{Dash}{candidate!.Origin} ";
        var line = text[(end + 2)..];
        if (!line.StartsWith(start, StringComparison.Ordinal) || !line.EndsWith('\n')) return false;
        if (!StrictBase64.TryDecode(line[start.Length..^1], out var signed) || signed.Length != 4 + 64) return false;
        (checkpoint, signature) = (candidate, signed[4..]);
        return true;
    }

    internal static byte[] Write(Checkpoint checkpoint, LogKey key, ReadOnlySpan<byte> signature)
    {
        var signed = new byte[4 + signature.Length];
        BinaryPrimitives.WriteUInt32BigEndian(signed, key.Id);
        signature.CopyTo(signed.AsSpan(4));
        return Encoding.UTF8.GetBytes($"{checkpoint}\n{Dash}{key.Name} {Convert.ToBase64String(signed)}\n");
    }
}
