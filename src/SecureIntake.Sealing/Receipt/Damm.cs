namespace SecureIntake.Sealing.Receipt;

/// <summary>Check digits after Damm: every single wrong digit and every swap of neighbours is seen.</summary>
internal static class Damm
{
    // The totally anti-symmetric quasigroup of order 10 of Damm's thesis (2004), row = state, column = digit.
    private static readonly string[] Quasigroup =
    [
        "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
        "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
    ];

    /// <summary>The state after reading <paramref name="digits"/> from <paramref name="start"/>; it is also their check digit.</summary>
    public static int Check(int start, ReadOnlySpan<char> digits)
    {
        var state = start;
        foreach (var digit in digits) state = Quasigroup[state][digit - '0'] - '0';
        return state;
    }
}
