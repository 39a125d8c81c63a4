namespace SecureIntake.Opening.Shares;

/// <summary>GF(2^8) modulo x^8 + x^4 + x^3 + x + 1. No tables and no branches on values: secrets must not index memory or steer the code.</summary>
internal static class Gf256
{
    private const int Modulus = 0x1B;

    public static byte Multiply(byte left, byte right)
    {
        int product = 0, shifted = left;
        for (var bit = 0; bit < 8; bit++)
        {
            product ^= shifted & -(right >> bit & 1);
            shifted = (shifted << 1 ^ Modulus & -(shifted >> 7)) & 0xFF;
        }
        return (byte)product;
    }

    /// <summary>value^254 = 1/value, and 0 for 0.</summary>
    public static byte Invert(byte value)
    {
        // 254 = 11111110 in binary: square and multiply seven times, then square once more.
        byte power = 1;
        for (var bit = 0; bit < 7; bit++) power = Multiply(Multiply(power, power), value);
        return Multiply(power, power);
    }
}
