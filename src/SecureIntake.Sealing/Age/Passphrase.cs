using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Crypto.Generators;

namespace SecureIntake.Sealing.Age;

/// <summary>A passphrase, as UTF-8, not normalised: age takes the bytes as they were typed. It dies with <see cref="Dispose"/> and prints nothing.</summary>
public sealed class Passphrase : IDisposable
{
    private readonly byte[] _utf8;
    private bool _disposed;

    /// <summary>Takes a copy; the caller clears its own.</summary>
    public Passphrase(ReadOnlySpan<byte> utf8)
    {
        _utf8 = GC.AllocateUninitializedArray<byte>(utf8.Length, pinned: true);
        utf8.CopyTo(_utf8);
    }

    /// <summary>Takes a copy; the caller clears its own.</summary>
    public Passphrase(ReadOnlySpan<char> text)
    {
        _utf8 = GC.AllocateUninitializedArray<byte>(Encoding.UTF8.GetByteCount(text), pinned: true);
        Encoding.UTF8.GetBytes(text, _utf8);
    }

    public override string ToString() => nameof(Passphrase);

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_utf8);
        _disposed = true;
    }

    /// <summary>scrypt with N = 2^<paramref name="workFactor"/>, r = 8, p = 1: 32 bytes, and 2^<paramref name="workFactor"/> KiB of memory on the
    /// way. The caller clears them.</summary>
    internal byte[] Stretch(ReadOnlySpan<byte> salt, int workFactor)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return SCrypt.Generate(_utf8, [.. "age-encryption.org/v1/scrypt"u8, .. salt], 1 << workFactor, r: 8, p: 1, KeyWrap.KeySize);
    }
}
