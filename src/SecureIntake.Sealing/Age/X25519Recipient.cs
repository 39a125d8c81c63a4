using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Math.EC.Rfc7748;

namespace SecureIntake.Sealing.Age;

/// <summary>A classic recipient, <c>age1…</c>: an X25519 key. Parts are never sealed to one; it is here so that every age file can be read and
/// written.</summary>
public sealed class X25519Recipient : Recipient, IEquatable<X25519Recipient>
{
    /// <summary>Bytes of a recipient.</summary>
    public const int Size = XWing.X25519Size;

    internal const string StanzaType = "X25519";
    private const string Prefix = "age";
    private const int EncodedLength = 43; // 32 bytes in base64 without padding

    private readonly byte[] _bytes;

    private X25519Recipient(byte[] bytes) => _bytes = bytes;

    public override RecipientKind Kind => RecipientKind.Classic;

    internal override int StanzaLength => "-> ".Length + StanzaType.Length + 1 + EncodedLength + 1 + EncodedLength + 1;
    internal ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Reads <c>age1…</c>, 62 characters in lower case.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out X25519Recipient? recipient)
    {
        recipient = null;
        return text is not null && !text.AsSpan().ContainsAnyInRange('A', 'Z')
            && Bech32.TryDecode(Prefix, text, out var bytes) && TryFromBytes(bytes, out recipient);
    }

    /// <summary>Reads the 32 bytes; false for another length or a key of low order, to which everybody knows the secret.</summary>
    public static bool TryFromBytes(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out X25519Recipient? recipient)
    {
        recipient = bytes.Length == Size && !XWing.IsLowOrder(bytes) ? new X25519Recipient(bytes.ToArray()) : null;
        return recipient is not null;
    }

    /// <summary>The 32 bytes.</summary>
    public byte[] ToBytes() => [.. _bytes];

    public override string ToString() => Encoding.ASCII.GetString(Bech32.Encode(Prefix, _bytes));

    public bool Equals(X25519Recipient? other) => other is not null && _bytes.AsSpan().SequenceEqual(other._bytes);
    public override bool Equals(object? obj) => Equals(obj as X25519Recipient);
    public override int GetHashCode() => BitConverter.ToInt32(_bytes, 0);

    /// <summary>HKDF(X25519 secret, salt share ‖ recipient): the key that wraps one file key, once.</summary>
    internal static void DeriveWrapKey(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> share, ReadOnlySpan<byte> recipient, Span<byte> key)
    {
        Span<byte> salt = stackalloc byte[2 * Size];
        share.CopyTo(salt);
        recipient.CopyTo(salt[Size..]);
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, key, salt, "age-encryption.org/v1/X25519"u8);
    }

    /// <summary><c>X25519 share</c>. Draws 32 bytes, the ephemeral scalar.</summary>
    internal override Stanza Wrap(FileKey fileKey, RandomSource random)
    {
        Span<byte> scalar = stackalloc byte[Size];
        Span<byte> share = stackalloc byte[Size];
        Span<byte> secret = stackalloc byte[Size];
        Span<byte> key = stackalloc byte[KeyWrap.KeySize];
        try
        {
            random(scalar);
            X25519.ScalarMultBase(scalar, share);
            if (!X25519.CalculateAgreement(scalar, _bytes, secret)) throw new CryptographicException("The recipient's key is of low order.");
            DeriveWrapKey(secret, share, _bytes, key);
            return new Stanza(StanzaType, [Encoding.ASCII.GetString(CanonicalBase64.EncodeUnpadded(share))], KeyWrap.Wrap(key, KeyWrap.OnceNonce, fileKey));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(scalar);
            CryptographicOperations.ZeroMemory(secret);
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>The share of an X25519 stanza; false when the stanza is not well formed.</summary>
    internal static bool TryReadStanza(Stanza stanza, [NotNullWhen(true)] out byte[]? share)
    {
        share = null;
        return stanza.Arguments.Count == 1
            && stanza.Body.Length == KeyWrap.WrappedSize
            && CanonicalBase64.TryDecodeUnpadded(Encoding.ASCII.GetBytes(stanza.Arguments[0]), out share)
            && share.Length == Size;
    }
}
