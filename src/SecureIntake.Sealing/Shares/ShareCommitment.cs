using System.Security.Cryptography;

namespace SecureIntake.Sealing.Shares;

/// <summary>What an account says about each share of the source part's seed, so that a wrong share is named (FORMAT.md §5).</summary>
public static class ShareCommitment
{
    /// <summary>Bytes of a salt.</summary>
    public const int SaltSize = 32;

    /// <summary>Bytes of a share: y0…y31 ‖ x.</summary>
    public const int ShareSize = 33;

    /// <summary>SHA-256(<c>secureintake/share/v1</c> ‖ source part id ‖ number ‖ salt ‖ share).</summary>
    public static byte[] Of(OpaqueId sourcePart, byte number, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> share)
    {
        ArgumentOutOfRangeException.ThrowIfZero(number);
        if (salt.Length != SaltSize) throw new ArgumentException("A salt has 32 bytes.", nameof(salt));
        if (share.Length != ShareSize) throw new ArgumentException("A share has 33 bytes.", nameof(share));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData("secureintake/share/v1"u8);
        hash.AppendData(sourcePart.ToBytes());
        hash.AppendData([number]);
        hash.AppendData(salt);
        hash.AppendData(share);
        return hash.GetHashAndReset();
    }
}
