using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SecureIntake.Audit.Log;

/// <summary>
/// The public key of a log, as <c>name+hex(id)+base64(01 ‖ key)</c> (C2SP signed-note, Ed25519). The name is also the origin of the log's
/// checkpoints; id = first 4 bytes of SHA-256(name ‖ LF ‖ 01 ‖ key).
/// </summary>
public sealed class LogKey : IEquatable<LogKey>
{
    private const byte Ed25519Type = 1;
    private const int MaxName = 128;

    private LogKey(string name, Bytes32 key)
    {
        (Name, Key) = (name, key);
        Id = BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData([.. Encoding.ASCII.GetBytes(name), (byte)'\n', Ed25519Type, .. key.ToArray()]));
    }

    /// <summary>The log's name and origin, a host name with a path by custom.</summary>
    public string Name { get; }

    /// <summary>The Ed25519 public key.</summary>
    public Bytes32 Key { get; }

    /// <summary>What a signature line says of the key that made it.</summary>
    internal uint Id { get; }

    /// <summary>A key under a name that <see cref="IsName"/> admits.</summary>
    public static LogKey Of(string name, Bytes32 key) =>
        IsName(name) ? new LogKey(name, key) : throw new ArgumentException("not a log name", nameof(name));

    /// <summary>Whether a name is 1 to 128 visible ASCII characters without <c>+</c>. Signed-note allows more; one alphabet looks one way.</summary>
    public static bool IsName(string name) => name.Length is > 0 and <= MaxName && name.All(c => c is > ' ' and <= '~' and not '+');

    /// <summary>Reads a vkey; only the one spelling is accepted.</summary>
    public static bool TryParse(string vkey, out LogKey? key)
    {
        key = null;
        var parts = vkey.Split('+', 3);
        if (parts.Length != 3 || !IsName(parts[0])) return false;
        if (!StrictBase64.TryDecode(parts[2], out var bytes) || bytes.Length != 1 + Bytes32.Length || bytes[0] != Ed25519Type) return false;
        var candidate = new LogKey(parts[0], new Bytes32(bytes.AsSpan(1)));
        if (candidate.ToString() != vkey) return false;
        key = candidate;
        return true;
    }

    /// <summary>Whether the signature is this key's over the message.</summary>
    internal bool Verifies(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) => Ed25519Check.Verifies(Key, message, signature);

    /// <summary>The vkey.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Name}+{Id:x8}+{Convert.ToBase64String([Ed25519Type, .. Key.ToArray()])}");

    /// <inheritdoc/>
    public bool Equals(LogKey? other) => other is not null && Name == other.Name && Key == other.Key;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LogKey);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(StringComparer.Ordinal.GetHashCode(Name), Key);
}
