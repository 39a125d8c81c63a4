namespace SecureIntake.Examination.Checks;

/// <summary>The check digit of ICAO 9303 part 3, section 4.9: weights 7, 3, 1 repeating, modulo 10.</summary>
/// <remarks>
/// It cannot see a swap of two characters whose values agree modulo 10 (0, A, K and U; 6, G and Q; 1, B, L and V; …), nor of
/// neighbours whose values differ by 5. Misread passports fall into exactly these pairs, so a consistent digit proves little.
/// </remarks>
public static class CheckDigit
{
    private static ReadOnlySpan<byte> Weights => [7, 3, 1];

    /// <summary>The digit, 0 to 9, over text of <c>0–9 A–Z &lt;</c>.</summary>
    /// <exception cref="ArgumentException">Another character: the caller did not parse the line first.</exception>
    public static int Of(ReadOnlySpan<char> text)
    {
        var sum = 0;
        for (var i = 0; i < text.Length; i++)
            sum += ValueOf(text[i]) * Weights[i % 3];
        return sum % 10;
    }

    /// <summary>0 to 35; the filler counts 0.</summary>
    public static int ValueOf(char character) => character switch
    {
        >= '0' and <= '9' => character - '0',
        >= 'A' and <= 'Z' => character - 'A' + 10,
        '<' => 0,
        _ => throw new ArgumentException("Not a character of a machine-readable zone.", nameof(character)),
    };
}
