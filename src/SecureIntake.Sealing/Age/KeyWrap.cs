using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace SecureIntake.Sealing.Age;

/// <summary>A file key under another key: ChaCha20-Poly1305, 16 bytes and a tag. Every stanza's body is one.</summary>
internal static class KeyWrap
{
    public const int KeySize = 32;
    public const int WrappedSize = FileKey.Size + TagSize;
    private const int TagSize = 16;

    /// <summary>Twelve zeros: the keys of X25519 and scrypt stanzas are used once.</summary>
    public static ReadOnlySpan<byte> OnceNonce => [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    public static byte[] Wrap(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, FileKey fileKey)
    {
        var body = new byte[WrappedSize];
        using var cipher = new ChaCha20Poly1305(key);
        cipher.Encrypt(nonce, fileKey.Bytes, body.AsSpan(0, FileKey.Size), body.AsSpan(FileKey.Size));
        return body;
    }

    /// <summary>False when the tag does not fit: another key wrapped it. The body's length was checked before: a longer one could be made
    /// to open under many keys.</summary>
    public static bool TryUnwrap(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> body, [NotNullWhen(true)] out FileKey? fileKey)
    {
        fileKey = null;
        Span<byte> unwrapped = stackalloc byte[FileKey.Size];
        using var cipher = new ChaCha20Poly1305(key);
        try
        {
            cipher.Decrypt(nonce, body[..FileKey.Size], body[FileKey.Size..], unwrapped);
            fileKey = FileKey.FromBytes(unwrapped);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(unwrapped);
        }
    }
}
