using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Kems;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Math.EC.Rfc7748;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Age;

namespace SecureIntake.Opening;

/// <summary>The secret half of a <see cref="HybridRecipient"/>: a 32-byte X-Wing seed.</summary>
public sealed class HybridIdentity : Identity
{
    /// <summary>Bytes of a seed.</summary>
    public const int SeedSize = Secret32.Size;

    private const int MlKemSeedSize = 64;

    private readonly Secret32 _seed;
    private readonly Secret32 _x25519Scalar;
    private readonly MLKemPrivateKeyParameters _mlKemKey;

    /// <summary>The identity of this seed; the caller clears its own copy.</summary>
    public HybridIdentity(ReadOnlySpan<byte> seed) : this(new Secret32(seed)) { }

    internal HybridIdentity(Secret32 seed)
    {
        _seed = seed;
        // SHAKE256(seed, 96) = ML-KEM seed d ‖ z (64) ‖ X25519 scalar (32).
        var expanded = GC.AllocateArray<byte>(MlKemSeedSize + XWing.X25519Size, pinned: true);
        var mlKemSeed = GC.AllocateArray<byte>(MlKemSeedSize, pinned: true);
        try
        {
            var shake = new ShakeDigest(256);
            shake.BlockUpdate(seed.Bytes);
            shake.OutputFinal(expanded);
            expanded.AsSpan(0, MlKemSeedSize).CopyTo(mlKemSeed);
            _mlKemKey = MLKemPrivateKeyParameters.FromSeed(MLKemParameters.ml_kem_768, mlKemSeed);
            _x25519Scalar = new Secret32(expanded.AsSpan(MlKemSeedSize));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(expanded);
            CryptographicOperations.ZeroMemory(mlKemSeed);
        }

        var recipient = new byte[HybridRecipient.Size];
        _mlKemKey.GetPublicKeyEncoded().CopyTo(recipient, 0);
        X25519.ScalarMultBase(_x25519Scalar.Bytes, recipient.AsSpan(XWing.MlKemKeySize));
        Recipient = HybridRecipient.TryFromBytes(recipient, out var parsed)
            ? parsed
            : throw new CryptographicException("A seed gave no recipient.");
    }

    /// <summary>Draws a new identity: 32 bytes.</summary>
    public static HybridIdentity Create(RandomSource random) => new(Secret32.Create(random));

    /// <summary>What others seal to.</summary>
    public override HybridRecipient Recipient { get; }

    public override void Dispose()
    {
        _seed.Dispose();
        _x25519Scalar.Dispose();
    }

    /// <summary>The seed, for a key file; nothing else has a use for it.</summary>
    internal ReadOnlySpan<byte> Seed => _seed.Bytes;

    private protected override string StanzaType => HybridRecipient.StanzaType;

    private protected override OpenFailure TryStanza(Stanza stanza, out FileKey? fileKey)
    {
        fileKey = null;
        return HybridRecipient.TryReadStanza(stanza, out var enc) ? Decapsulate(enc, stanza.Body.Span, out fileKey) : OpenFailure.HeaderMalformed;
    }

    private OpenFailure Decapsulate(ReadOnlySpan<byte> enc, ReadOnlySpan<byte> body, out FileKey? fileKey)
    {
        fileKey = null;
        Span<byte> mlKemSecret = stackalloc byte[XWing.SecretSize];
        Span<byte> x25519Secret = stackalloc byte[XWing.X25519Size];
        Span<byte> sharedSecret = stackalloc byte[XWing.SecretSize];
        Span<byte> key = stackalloc byte[Hpke.KeySize];
        Span<byte> nonce = stackalloc byte[Hpke.NonceSize];
        try
        {
            var share = enc[XWing.MlKemCiphertextSize..];
            // All zeros: a share of low order. It says nothing about who may open, so it is a fault of the header, not "no match".
            if (!X25519.CalculateAgreement(_x25519Scalar.Bytes, share, x25519Secret)) return OpenFailure.HeaderMalformed;
            var decapsulator = new MLKemDecapsulator(MLKemParameters.ml_kem_768);
            decapsulator.Init(_mlKemKey);
            decapsulator.Decapsulate(enc[..XWing.MlKemCiphertextSize], mlKemSecret); // rejects implicitly: a wrong key shows in the tag only
            XWing.Combine(mlKemSecret, x25519Secret, share, Recipient.X25519Key, sharedSecret);
            Hpke.Schedule(sharedSecret, HybridRecipient.HpkeInfo, key, nonce);
            return KeyWrap.TryUnwrap(key, nonce, body, out fileKey) ? OpenFailure.None : OpenFailure.NotARecipient;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(mlKemSecret);
            CryptographicOperations.ZeroMemory(x25519Secret);
            CryptographicOperations.ZeroMemory(sharedSecret);
            CryptographicOperations.ZeroMemory(key);
        }
    }
}
