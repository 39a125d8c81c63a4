using SecureIntake.Sealing.Age;

namespace SecureIntake.Portal.StaffKeys;

/// <summary>The form of a sealed seed (Sealing/FORMAT.md §3): an age file to one hybrid recipient with 32 bytes in it.</summary>
internal static class SealedSeed
{
    private const int SeedSize = 32;

    private const int Size = Header.SingleHybridLength + PayloadLayout.NonceSize + SeedSize + PayloadLayout.TagSize;

    /// <summary>Whether these bytes have that form. Structure is checked, not secrecy.</summary>
    public static bool IsOne(byte[] bytes) =>
        bytes.Length == Size && Header.TryParsePrefix(bytes, out var header, out _) && header.Stanzas.Count == 1 && header.Length == Header.SingleHybridLength;
}
