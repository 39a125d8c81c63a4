using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using SecureIntake.Sealing.Age;

namespace SecureIntake.Opening;

/// <summary>Opens what <see cref="SmallFile"/> sealed.</summary>
public static class SmallFileOpening
{
    /// <summary>Opens a file in memory whole or not at all; the caller clears the plaintext.</summary>
    public static bool TryOpen(ReadOnlySpan<byte> file, Identity identity, [NotNullWhen(true)] out byte[]? plaintext, out OpenFailure why)
    {
        plaintext = null;
        why = OpenFailure.HeaderMalformed;
        if (!Header.TryParsePrefix(file, out var header, out _)
            || !PayloadLayout.TryPlaintextLength(file.Length - header.Length, out long length)
            || !identity.TryUnwrap(header, out var fileKey, out why))
            return false;
        byte[] opened = GC.AllocateUninitializedArray<byte>((int)length, pinned: true);
        using (fileKey)
        {
            using var payload = new MemoryStream(file[header.Length..].ToArray(), writable: false);
            if (PayloadOpening.TryOpen(fileKey, payload, new MemoryStream(opened), out why, out _))
                plaintext = opened;
            else
                CryptographicOperations.ZeroMemory(opened);
        }

        return plaintext is not null;
    }
}
