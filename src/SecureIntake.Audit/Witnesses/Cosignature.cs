using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using SecureIntake.Audit.Log;

namespace SecureIntake.Audit.Witnesses;

/// <summary>
/// That a witness saw a checkpoint and found it to extend what it had seen before (C2SP tlog-cosignature 1.0.1, Ed25519): a signature over
/// <c>cosignature/v1</c> LF <c>time T</c> LF and the checkpoint's text. In its line stand T as eight bytes and the signature of 64.
/// </summary>
public sealed class Cosignature
{
    private const int TimeLength = 8;
    private const int Length = TimeLength + 64;

    private readonly ReadOnlyMemory<byte> _bytes;

    private Cosignature(WitnessKey key, ReadOnlyMemory<byte> bytes) => (Key, _bytes) = (key, bytes);

    /// <summary>Who cosigned.</summary>
    public WitnessKey Key { get; }

    /// <summary>When, by the witness's clock, in seconds since 1970.</summary>
    public long Time => BinaryPrimitives.ReadInt64BigEndian(_bytes.Span);

    /// <summary>Reads the line of a known witness under a text; <c>false</c> when it does not verify.</summary>
    internal static bool TryRead(NoteSignature line, WitnessKey key, string text, out Cosignature? cosignature)
    {
        cosignature = null;
        if (!key.Made(line) || line.Signature.Length != Length) return false;
        var candidate = new Cosignature(key, line.Signature);
        if (candidate.Time < 0 || !candidate.Verifies(text)) return false;
        cosignature = candidate;
        return true;
    }

    internal static Cosignature Make(WitnessKey key, long time, string text, Func<byte[], byte[]> sign)
    {
        var bytes = new byte[Length];
        BinaryPrimitives.WriteInt64BigEndian(bytes, time);
        sign(Message(time, text)).CopyTo(bytes, TimeLength);
        return new Cosignature(key, bytes);
    }

    internal bool Verifies(Checkpoint checkpoint) => Verifies(checkpoint.ToString());

    internal NoteSignature ToLine() => new(Key.Name, Key.Id, _bytes);

    /// <summary>The signature line without its LF.</summary>
    public override string ToString() => ToLine().ToString();

    private bool Verifies(string text) => Ed25519Check.Verifies(Key.Key, Message(Time, text), _bytes.Span[TimeLength..]);

    private static byte[] Message(long time, string text) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"cosignature/v1\ntime {time}\n{text}"));
}
