using System.Security.Cryptography;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace SecureIntake.Audit;

/// <summary>
/// An Ed25519 private key: a seed of 32 bytes, pinned, zeroed on <see cref="Dispose"/>. What the crypto library copies on its stack while it
/// signs, and swap, are beyond our reach.
/// </summary>
internal sealed class Ed25519Seed : IDisposable
{
    public const int Length = 32;

    private readonly byte[] _seed = GC.AllocateArray<byte>(Length, pinned: true);
    private bool _disposed;

    /// <summary>Copies the seed.</summary>
    public Ed25519Seed(ReadOnlySpan<byte> seed)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(seed.Length, Length);
        seed.CopyTo(_seed);
    }

    /// <summary>Reads a seed file of exactly 32 bytes and hands the seed over; the copy that was read is zeroed.</summary>
    /// <exception cref="InvalidDataException">The file has another length.</exception>
    public static T FromFile<T>(string path, Func<byte[], T> use)
    {
        var seed = GC.AllocateArray<byte>(Length, pinned: true);
        try
        {
            using var file = File.OpenHandle(path);
            if (RandomAccess.GetLength(file) != Length || RandomAccess.Read(file, seed, 0) != Length)
                throw new InvalidDataException("a key file holds exactly 32 bytes");
            return use(seed);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    public Bytes32 PublicKey()
    {
        var key = new byte[Ed25519.PublicKeySize];
        Ed25519.GeneratePublicKey(_seed, 0, key, 0);
        return new Bytes32(key);
    }

    public byte[] Sign(byte[] message)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var signature = new byte[Ed25519.SignatureSize];
        Ed25519.Sign(_seed, 0, message, 0, message.Length, signature, 0);
        return signature;
    }

    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_seed);
    }
}
