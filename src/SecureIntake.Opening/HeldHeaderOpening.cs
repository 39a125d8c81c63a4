using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using SecureIntake.Sealing.Gates;
using SecureIntake.Sealing.Parts;

namespace SecureIntake.Opening;

/// <summary>The gate's side of a <see cref="HeldHeader"/>.</summary>
public static class HeldHeaderOpening
{
    /// <summary>Opens a held header that is of exactly this; false for one of anything else, or of another key.</summary>
    public static bool TryOpen(ReadOnlySpan<byte> held, HeldName name, HybridIdentity gate, [NotNullWhen(true)] out byte[]? header)
    {
        header = null;
        if (!SmallFileOpening.TryOpen(held, gate, out byte[]? plaintext, out _))
            return false;
        var prefix = name.Prefix;
        if (plaintext.Length == prefix.Length + StructuralCheck.HeaderLength && plaintext.AsSpan(0, prefix.Length).SequenceEqual(prefix))
            header = plaintext[prefix.Length..];
        CryptographicOperations.ZeroMemory(plaintext);
        return header is not null;
    }
}
