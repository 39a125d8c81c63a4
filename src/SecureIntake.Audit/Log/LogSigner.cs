using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace SecureIntake.Audit.Log;

/// <summary>
/// The log's private key: an Ed25519 seed of 32 bytes. The seed is zeroed on <see cref="Dispose"/>; what the crypto library copies on its
/// stack while it signs, and swap, are beyond our reach.
/// </summary>
public sealed class LogSigner : IDisposable
{
    /// <summary>Length of the seed, which is all that a seed file holds.</summary>
    public const int SeedLength = 32;

    private readonly byte[] _seed = GC.AllocateArray<byte>(SeedLength, pinned: true);
    private bool _disposed;

    /// <summary>A signer for the log of that name; the seed is copied.</summary>
    public LogSigner(string name, ReadOnlySpan<byte> seed)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(seed.Length, SeedLength);
        seed.CopyTo(_seed);
        var publicKey = new byte[Ed25519.PublicKeySize];
        Ed25519.GeneratePublicKey(_seed, 0, publicKey, 0);
        Key = LogKey.Of(name, new Bytes32(publicKey));
    }

    /// <summary>The public half.</summary>
    public LogKey Key { get; }

    /// <summary>Reads a seed file of exactly 32 bytes.</summary>
    /// <exception cref="InvalidDataException">The file has another length.</exception>
    public static LogSigner FromFile(string name, string seedFile)
    {
        var seed = GC.AllocateArray<byte>(SeedLength, pinned: true);
        try
        {
            using var file = File.OpenHandle(seedFile);
            if (RandomAccess.GetLength(file) != SeedLength || RandomAccess.Read(file, seed, 0) != SeedLength)
                throw new InvalidDataException("a log key file holds exactly 32 bytes");
            return new LogSigner(name, seed);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    /// <summary>Signs a checkpoint as a note.</summary>
    internal byte[] Sign(Checkpoint checkpoint)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var text = Encoding.UTF8.GetBytes(checkpoint.ToString());
        var signature = new byte[Ed25519.SignatureSize];
        Ed25519.Sign(_seed, 0, text, 0, text.Length, signature, 0);
        return CheckpointNote.Write(checkpoint, Key, signature);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_seed);
    }

    /// <summary>Names the key, never the seed.</summary>
    public override string ToString() => $"LogSigner<{Key.Name}>";
}
