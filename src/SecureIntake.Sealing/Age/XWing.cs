using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Kems;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Prng;
using Org.BouncyCastle.Math.EC.Rfc7748;
using Org.BouncyCastle.Security;

namespace SecureIntake.Sealing.Age;

/// <summary>The X-Wing KEM: ML-KEM-768 and X25519 together, secret while either of them holds.</summary>
internal static class XWing
{
    public const int MlKemKeySize = 1184;
    public const int MlKemCiphertextSize = 1088;
    public const int X25519Size = 32;
    public const int PublicKeySize = MlKemKeySize + X25519Size;
    public const int CiphertextSize = MlKemCiphertextSize + X25519Size;
    public const int SecretSize = 32;

    /// <summary>\./ over /^\ : the label that the X-Wing draft draws.</summary>
    private static ReadOnlySpan<byte> Label => [0x5C, 0x2E, 0x2F, 0x2F, 0x5E, 0x5C];

    /// <summary>Draws 64 bytes: the ML-KEM message, then the ephemeral X25519 scalar.</summary>
    /// <returns>False when the recipient's X25519 key is of low order: its secret would be known to all.</returns>
    public static bool TryEncapsulate(MLKemPublicKeyParameters mlKemKey, ReadOnlySpan<byte> x25519Key, RandomSource random,
        Span<byte> ciphertext, Span<byte> sharedSecret)
    {
        Span<byte> mlKemSecret = stackalloc byte[SecretSize];
        Span<byte> x25519Secret = stackalloc byte[X25519Size];
        Span<byte> scalar = stackalloc byte[X25519Size];
        try
        {
            var encapsulator = new MLKemEncapsulator(MLKemParameters.ml_kem_768);
            encapsulator.Init(new ParametersWithRandom(mlKemKey, new SecureRandom(new SourceGenerator(random), 0)));
            encapsulator.Encapsulate(ciphertext[..MlKemCiphertextSize], mlKemSecret);

            random(scalar);
            var share = ciphertext[MlKemCiphertextSize..];
            X25519.ScalarMultBase(scalar, share);
            if (!X25519.CalculateAgreement(scalar, x25519Key, x25519Secret)) return false;
            Combine(mlKemSecret, x25519Secret, share, x25519Key, sharedSecret);
            return true;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(mlKemSecret);
            CryptographicOperations.ZeroMemory(x25519Secret);
            CryptographicOperations.ZeroMemory(scalar);
        }
    }

    /// <summary>Whether every agreement with this X25519 key gives zeros.</summary>
    public static bool IsLowOrder(ReadOnlySpan<byte> x25519Key)
    {
        Span<byte> anyScalar = stackalloc byte[X25519Size];
        Span<byte> agreed = stackalloc byte[X25519Size];
        anyScalar.Fill(1);
        return !X25519.CalculateAgreement(anyScalar, x25519Key, agreed);
    }

    /// <summary>SHA3-256(ML-KEM secret ‖ X25519 secret ‖ ephemeral share ‖ recipient's X25519 key ‖ label).</summary>
    public static void Combine(ReadOnlySpan<byte> mlKemSecret, ReadOnlySpan<byte> x25519Secret, ReadOnlySpan<byte> share,
        ReadOnlySpan<byte> x25519Key, Span<byte> sharedSecret)
    {
        var sha3 = new Sha3Digest(256);
        sha3.BlockUpdate(mlKemSecret);
        sha3.BlockUpdate(x25519Secret);
        sha3.BlockUpdate(share);
        sha3.BlockUpdate(x25519Key);
        sha3.BlockUpdate(Label);
        sha3.DoFinal(sharedSecret);
    }

    /// <summary>Lets BouncyCastle draw from our source and from nothing else.</summary>
    private sealed class SourceGenerator(RandomSource source) : IRandomGenerator
    {
        // BouncyCastle offers the clock as seed even where it is told to seed nothing. The source needs none.
        public void AddSeedMaterial(byte[] seed) { }
        public void AddSeedMaterial(ReadOnlySpan<byte> seed) { }
        public void AddSeedMaterial(long seed) { }
        public void NextBytes(byte[] bytes) => source(bytes);
        public void NextBytes(byte[] bytes, int start, int len) => source(bytes.AsSpan(start, len));
        public void NextBytes(Span<byte> bytes) => source(bytes);
    }
}
