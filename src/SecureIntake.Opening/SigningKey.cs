using Org.BouncyCastle.Math.EC.Rfc8032;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Documents;

namespace SecureIntake.Opening;

/// <summary>The secret half of a <see cref="Signer"/>: a 32-byte Ed25519 seed. The one place that makes signatures.</summary>
public sealed class SigningKey : IDisposable
{
    /// <summary>Bytes of a seed.</summary>
    public const int SeedSize = Secret32.Size;

    private readonly Secret32 _seed;

    /// <summary>The key of this seed; the caller clears its own copy.</summary>
    public SigningKey(ReadOnlySpan<byte> seed) : this(new Secret32(seed)) { }

    internal SigningKey(Secret32 seed)
    {
        _seed = seed;
        Span<byte> key = stackalloc byte[Signer.Size];
        Ed25519.GeneratePublicKey(seed.Bytes, key);
        Signer = Signer.TryFromBytes(key, out var signer) ? signer : throw new InvalidOperationException("A seed gave no signer.");
    }

    /// <summary>Draws a new key: 32 bytes.</summary>
    public static SigningKey Create(RandomSource random) => new(Secret32.Create(random));

    /// <summary>The public half.</summary>
    public Signer Signer { get; }

    /// <summary>An Ed25519 signature, 64 bytes.</summary>
    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        var signature = new byte[Signer.SignatureSize];
        Ed25519.Sign(_seed.Bytes, message, signature);
        return signature;
    }

    /// <summary>The same document with this key's signature.</summary>
    public SignedDocument Sign(SignedDocument document) => document.With(new DocumentSignature(Signer, Sign(document.SignedBytes)));

    public override string ToString() => nameof(SigningKey);

    public void Dispose() => _seed.Dispose();

    /// <summary>The seed, for a key file.</summary>
    internal ReadOnlySpan<byte> Seed => _seed.Bytes;
}
