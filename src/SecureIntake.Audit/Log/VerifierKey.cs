using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SecureIntake.Audit.Log;

/// <summary>What a key signs, as the type byte of C2SP signed-note.</summary>
internal enum NoteKeyType : byte
{
    /// <summary>Ed25519 over the note's text: the log.</summary>
    Ed25519 = 0x01,

    /// <summary>Ed25519 over a time and the note's text: a witness (C2SP tlog-cosignature).</summary>
    Cosignature = 0x04,
}

/// <summary>
/// The public key of a signer of notes, as <c>name+hex(id)+base64(type ‖ key)</c> (C2SP signed-note, "vkey"). The id, which signature lines
/// carry, is the first 4 bytes of SHA-256(name ‖ LF ‖ type ‖ key): a mistyped character anywhere is noticed.
/// </summary>
internal readonly record struct VerifierKey(string Name, NoteKeyType Type, Bytes32 Key)
{
    private const int MaxName = 128;

    /// <summary>What a signature line says of the key that made it.</summary>
    public uint Id { get; } =
        BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData([.. Encoding.ASCII.GetBytes(Name), (byte)'\n', (byte)Type, .. Key.ToArray()]));

    /// <summary>Whether a name is 1 to 128 visible ASCII characters without <c>+</c>. Signed-note allows more; one alphabet looks one way.</summary>
    public static bool IsName(string name) => name.Length is > 0 and <= MaxName && name.All(c => c is > ' ' and <= '~' and not '+');

    /// <summary>Reads a vkey of one type; only the one spelling is accepted.</summary>
    public static bool TryParse(string text, NoteKeyType type, out VerifierKey key)
    {
        key = default;
        var parts = text.Split('+', 3);
        if (parts.Length != 3 || !IsName(parts[0])) return false;
        if (!StrictBase64.TryDecode(parts[2], out var bytes) || bytes.Length != 1 + Bytes32.Length || bytes[0] != (byte)type) return false;
        var candidate = new VerifierKey(parts[0], type, new Bytes32(bytes.AsSpan(1)));
        if (candidate.ToString() != text) return false;
        key = candidate;
        return true;
    }

    /// <summary>Whether a signature line says that this key made it.</summary>
    public bool Made(NoteSignature line) => line.Name == Name && line.KeyId == Id;

    /// <summary>The vkey.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Name}+{Id:x8}+{Convert.ToBase64String([(byte)Type, .. Key.ToArray()])}");
}
