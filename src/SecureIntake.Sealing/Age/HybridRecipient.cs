using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Org.BouncyCastle.Crypto.Parameters;
using SecureIntake.Sealing.Documents;

namespace SecureIntake.Sealing.Age;

/// <summary>A post-quantum hybrid recipient, <c>age1pq1…</c> (age's <c>mlkem768x25519</c>): who may open, not how.</summary>
[JsonConverter(typeof(RecipientConverter))]
public sealed class HybridRecipient : Recipient, IEquatable<HybridRecipient>
{
    /// <summary>Bytes of a recipient: ML-KEM-768 key 1,184 ‖ X25519 key 32.</summary>
    public const int Size = XWing.PublicKeySize;

    internal const string StanzaType = "mlkem768x25519";
    private const int EncodedLength = 1494; // 1,120 bytes in base64 without padding
    private const string Prefix = "age1pq";

    private readonly byte[] _bytes;
    private readonly MLKemPublicKeyParameters _mlKemKey;

    private HybridRecipient(byte[] bytes, MLKemPublicKeyParameters mlKemKey) => (_bytes, _mlKemKey) = (bytes, mlKemKey);

    /// <summary>SHA-256 of the 1,216 bytes, which is how a grant names its recipient.</summary>
    public byte[] Digest => SHA256.HashData(_bytes);

    public override RecipientKind Kind => RecipientKind.PostQuantum;

    internal override int StanzaLength => "-> ".Length + StanzaType.Length + 1 + EncodedLength + 1 + 43 + 1;
    internal static ReadOnlySpan<byte> HpkeInfo => "age-encryption.org/mlkem768x25519"u8;
    internal ReadOnlySpan<byte> X25519Key => _bytes.AsSpan(XWing.MlKemKeySize);

    /// <summary>Reads <c>age1pq1…</c>, 1,959 characters.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out HybridRecipient? recipient)
    {
        recipient = null;
        // Recipients are written in lower case; the upper-case form that Bech32 allows would be a second spelling.
        return text is not null && !text.AsSpan().ContainsAnyInRange('A', 'Z')
            && Bech32.TryDecode(Prefix, text, out var bytes) && TryFromBytes(bytes, out recipient);
    }

    /// <summary>Reads the 1,216 bytes; false for a wrong length, an ML-KEM key that is not reduced (FIPS 203 §7.2), or an X25519 key of
    /// low order, to which everybody knows the secret.</summary>
    public static bool TryFromBytes(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out HybridRecipient? recipient)
    {
        recipient = null;
        if (bytes.Length != Size || XWing.IsLowOrder(bytes[XWing.MlKemKeySize..])) return false;
        try
        {
            var mlKemKey = MLKemPublicKeyParameters.FromEncoding(MLKemParameters.ml_kem_768, bytes[..XWing.MlKemKeySize].ToArray());
            recipient = new HybridRecipient(bytes.ToArray(), mlKemKey);
            return true;
        }
        catch (ArgumentException)
        {
            return false; // BouncyCastle's word for a failed modulus check
        }
    }

    /// <summary>The 1,216 bytes.</summary>
    public byte[] ToBytes() => [.. _bytes];

    public override string ToString() => Encoding.ASCII.GetString(Bech32.Encode(Prefix, _bytes));

    public bool Equals(HybridRecipient? other) => other is not null && _bytes.AsSpan().SequenceEqual(other._bytes);
    public override bool Equals(object? obj) => Equals(obj as HybridRecipient);
    public override int GetHashCode() => BitConverter.ToInt32(_bytes, 0);

    /// <summary><c>mlkem768x25519 enc</c> with HPKE SealBase(file key), empty aad, as body. Draws 64 bytes: ML-KEM message 32, X25519 scalar 32.</summary>
    internal override Stanza Wrap(FileKey fileKey, RandomSource random)
    {
        var enc = new byte[XWing.CiphertextSize];
        Span<byte> sharedSecret = stackalloc byte[XWing.SecretSize];
        Span<byte> key = stackalloc byte[Hpke.KeySize];
        Span<byte> nonce = stackalloc byte[Hpke.NonceSize];
        try
        {
            if (!XWing.TryEncapsulate(_mlKemKey, X25519Key, random, enc, sharedSecret))
                throw new CryptographicException("The recipient's X25519 key is of low order.");
            Hpke.Schedule(sharedSecret, HpkeInfo, key, nonce);
            return new Stanza(StanzaType, [Encoding.ASCII.GetString(CanonicalBase64.EncodeUnpadded(enc))], KeyWrap.Wrap(key, nonce, fileKey));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(sharedSecret);
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>The encapsulated key of a hybrid stanza; false when the stanza is not well formed.</summary>
    internal static bool TryReadStanza(Stanza stanza, [NotNullWhen(true)] out byte[]? enc)
    {
        enc = null;
        return stanza.Arguments.Count == 1
            && stanza.Body.Length == KeyWrap.WrappedSize
            && CanonicalBase64.TryDecodeUnpadded(Encoding.ASCII.GetBytes(stanza.Arguments[0]), out enc)
            && enc.Length == XWing.CiphertextSize;
    }
}
