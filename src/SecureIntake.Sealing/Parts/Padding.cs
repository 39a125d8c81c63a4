using System.Numerics;

namespace SecureIntake.Sealing.Parts;

/// <summary>Padded lengths (FORMAT.md §1): few sizes, so that a length tells little.</summary>
public static class Padding
{
    /// <summary>The shortest padded length, in bytes. From here every Padmé step is a multiple of 1,024, so of tar's 512.</summary>
    public const int Floor = 16 * 1024;

    /// <summary>Padmé(L): L rounded up so that only the top ⌊log2 ⌊log2 L⌋⌋ + 1 bits after the first one vary.</summary>
    public static long Padme(long length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 2);
        var step = Step(length);
        return (length + step - 1) / step * step;
    }

    /// <summary>The length that a tar of this length is padded to.</summary>
    /// <returns>False when the compartment has one length and the tar does not fit.</returns>
    public static bool TryPaddedLength(Compartment compartment, long tarLength, out long padded)
    {
        padded = compartment.FixedLength ?? Padme(Math.Max(tarLength, Floor));
        return tarLength <= padded;
    }

    /// <summary>Whether a padded plaintext of this compartment can have this length.</summary>
    public static bool IsPossible(Compartment compartment, long plaintextLength) => compartment.FixedLength is { } only
        ? plaintextLength == only
        : plaintextLength >= Floor && plaintextLength % Step(plaintextLength) == 0;

    private static long Step(long length)
    {
        var exponent = BitOperations.Log2((ulong)length);
        var kept = BitOperations.Log2((ulong)exponent) + 1;
        return 1L << Math.Max(0, exponent - kept);
    }
}
