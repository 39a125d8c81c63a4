using System.Security.Cryptography;

namespace SecureIntake.Opening;

/// <summary>32 secret bytes: pinned, zeroed on disposal, without equality, printing nothing.</summary>
/// <remarks>Best effort: swap, registers and copies inside BouncyCastle escape it; threat-model.md says so.</remarks>
internal sealed class Secret32 : IDisposable
{
    public const int Size = 32;

    private readonly byte[] _bytes = GC.AllocateArray<byte>(Size, pinned: true);
    private bool _disposed;

    public Secret32(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size) throw new ArgumentException("A seed has 32 bytes.", nameof(bytes));
        bytes.CopyTo(_bytes);
    }

    public static Secret32 Create(SecureIntake.Sealing.RandomSource random)
    {
        Span<byte> bytes = stackalloc byte[Size];
        try
        {
            random(bytes);
            return new Secret32(bytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>The bytes; the buffer is this object's own.</summary>
    public ReadOnlySpan<byte> Bytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _bytes;
        }
    }

    /// <summary>HKDF-SHA-256 with empty salt, 32 bytes.</summary>
    public Secret32 Derive(ReadOnlySpan<byte> info)
    {
        Span<byte> derived = stackalloc byte[Size];
        try
        {
            HKDF.DeriveKey(HashAlgorithmName.SHA256, Bytes, derived, salt: default, info);
            return new Secret32(derived);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(derived);
        }
    }

    public override string ToString() => nameof(Secret32);

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_bytes);
        _disposed = true;
    }
}
