using System.Security.Cryptography;

namespace SecureIntake.Sealing.Age;

/// <summary>The 16-byte key of one file. It dies with <see cref="Dispose"/> and prints nothing.</summary>
/// <remarks>Pinned and zeroed, which is best effort in .NET: registers, swap and copies inside the crypto libraries escape it.
/// A file key seals one payload only; re-addressing wraps it again for another reader of that same payload.</remarks>
public sealed class FileKey : IDisposable
{
    internal const int Size = 16;

    private readonly byte[] _bytes = GC.AllocateArray<byte>(Size, pinned: true);
    private bool _disposed;

    private FileKey() { }

    /// <summary>Draws a new file key: 16 bytes from <paramref name="random"/>.</summary>
    public static FileKey Create(RandomSource random)
    {
        var key = new FileKey();
        random(key._bytes);
        return key;
    }

    /// <summary>What names this key without giving it away (FORMAT.md §1): the cipher commits to no key, this does.</summary>
    public byte[] Commitment() => Derive(salt: default, "secureintake/commit/v1"u8);

    public override string ToString() => nameof(FileKey);

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_bytes);
        _disposed = true;
    }

    internal static FileKey FromBytes(ReadOnlySpan<byte> bytes)
    {
        var key = new FileKey();
        bytes.CopyTo(key._bytes);
        return key;
    }

    /// <summary>The bytes, for wrapping only.</summary>
    internal ReadOnlySpan<byte> Bytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _bytes;
        }
    }

    internal byte[] HeaderMac(ReadOnlySpan<byte> authenticated)
    {
        var key = Derive(salt: default, "header"u8);
        try
        {
            return HMACSHA256.HashData(key, authenticated);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>The cipher of the payload with this nonce.</summary>
    internal ChaCha20Poly1305 PayloadCipher(ReadOnlySpan<byte> nonce)
    {
        var key = Derive(nonce, "payload"u8);
        try
        {
            return new ChaCha20Poly1305(key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private byte[] Derive(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> info)
    {
        var key = GC.AllocateArray<byte>(32, pinned: true);
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Bytes, key, salt, info);
        return key;
    }
}
