using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Shares;

namespace SecureIntake.Opening.Shares;

/// <summary>Shamir's sharing of a 32-byte seed (FORMAT.md §5), in the layout of npm <c>shamir-secret-sharing</c>: y0…y31 ‖ x.</summary>
/// <remarks>Sharing knows no threshold when it combines: too few shares give a wrong seed without a word. Compare the recipient of the
/// seed with the one that the part was sealed to, and each share with its commitment.</remarks>
public static class SecretSharing
{
    private const int SecretSize = 32;
    private const int MaxShares = 255;

    /// <summary>Splits a seed so that any <paramref name="k"/> of <paramref name="n"/> shares give it back.</summary>
    /// <param name="seed">32 bytes.</param>
    /// <param name="k">2…n.</param>
    /// <param name="n">At most 255.</param>
    /// <param name="random">Draws one byte at a time for each x, passing over 0 and repeats; then k−1 coefficients for each byte.</param>
    /// <returns>n shares of 33 bytes; the caller clears them.</returns>
    public static byte[][] Split(ReadOnlySpan<byte> seed, int k, int n, RandomSource random)
    {
        if (seed.Length != SecretSize) throw new ArgumentException("A seed has 32 bytes.", nameof(seed));
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(n, k);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(n, MaxShares);

        var points = DrawPoints(n, random);
        var shares = points.Select(x =>
        {
            var share = GC.AllocateArray<byte>(ShareCommitment.ShareSize, pinned: true);
            share[SecretSize] = x;
            return share;
        }).ToArray();

        Span<byte> coefficients = stackalloc byte[k - 1];
        for (var i = 0; i < SecretSize; i++)
        {
            random(coefficients);
            foreach (var share in shares) share[i] = Evaluate(seed[i], coefficients, share[SecretSize]);
        }
        CryptographicOperations.ZeroMemory(coefficients);
        return shares;
    }

    /// <summary>Splits an identity's seed.</summary>
    public static byte[][] Split(HybridIdentity identity, int k, int n, RandomSource random) => Split(identity.Seed, k, n, random);

    /// <summary>Splits a source part's seed.</summary>
    public static byte[][] Split(SourceIdentity source, int k, int n, RandomSource random) => Split(source.Hybrid, k, n, random);

    /// <summary>Reads a share from canonical base64.</summary>
    public static bool TryParseShare(string text, [NotNullWhen(true)] out byte[]? share) =>
        CanonicalBase64.TryDecode(text, ShareCommitment.ShareSize, out share);

    /// <summary>Reads a share from canonical base64 in ASCII, without a copy that could not be cleared. The caller clears the share.</summary>
    public static bool TryParseShare(ReadOnlySpan<byte> ascii, [NotNullWhen(true)] out byte[]? share)
    {
        share = null;
        if (!CanonicalBase64.TryDecode(ascii, out var bytes)) return false;
        if (bytes.Length == ShareCommitment.ShareSize) share = bytes;
        else CryptographicOperations.ZeroMemory(bytes);
        return share is not null;
    }

    /// <summary>Interpolates at 0.</summary>
    /// <returns>False for fewer than two shares, a wrong length, x = 0 (its holder would dictate the seed) or a repeated x.</returns>
    public static bool TryCombine(IReadOnlyList<byte[]> shares, [NotNullWhen(true)] out byte[]? seed)
    {
        seed = null;
        if (shares.Count is < 2 or > MaxShares
            || shares.Any(share => share.Length != ShareCommitment.ShareSize || share[SecretSize] == 0)
            || shares.Select(share => share[SecretSize]).Distinct().Count() != shares.Count) return false;

        seed = GC.AllocateArray<byte>(SecretSize, pinned: true);
        foreach (var share in shares)
        {
            var weight = WeightAtZero(share[SecretSize], shares);
            for (var i = 0; i < SecretSize; i++) seed[i] ^= Gf256.Multiply(share[i], weight);
        }
        return true;
    }

    private static List<byte> DrawPoints(int n, RandomSource random)
    {
        var points = new List<byte>(n);
        Span<byte> drawn = stackalloc byte[1];
        while (points.Count < n)
        {
            random(drawn);
            if (drawn[0] != 0 && !points.Contains(drawn[0])) points.Add(drawn[0]);
        }
        return points;
    }

    /// <summary>Horner's rule, the constant term being the secret.</summary>
    private static byte Evaluate(byte constant, ReadOnlySpan<byte> coefficients, byte x)
    {
        byte value = 0;
        for (var i = coefficients.Length - 1; i >= 0; i--) value = (byte)(Gf256.Multiply(value, x) ^ coefficients[i]);
        return (byte)(Gf256.Multiply(value, x) ^ constant);
    }

    /// <summary>The Lagrange basis polynomial of x at 0: the product of xj / (xj − x).</summary>
    private static byte WeightAtZero(byte x, IReadOnlyList<byte[]> shares)
    {
        byte weight = 1;
        foreach (var other in shares)
        {
            var xj = other[SecretSize];
            if (xj != x) weight = Gf256.Multiply(weight, Gf256.Multiply(xj, Gf256.Invert((byte)(xj ^ x))));
        }
        return weight;
    }
}
