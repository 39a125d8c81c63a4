namespace SecureIntake.Examination.Checks;

/// <summary>Text as a person keyed it from a paper, made comparable.</summary>
internal static class KeyedText
{
    /// <summary>Full-width forms folded, trimmed, upper-cased.</summary>
    /// <remarks>
    /// NFKC needs ICU, which no process here carries (invariant globalization). Of its foldings only the full-width forms U+FF01 to U+FF5E, as
    /// a Chinese keyboard types them, lead to a character that our checks accept; the rest stays illegal.
    /// </remarks>
    public static string Normalise(string text) =>
        string.Create(text.Length, text, static (folded, original) =>
        {
            for (var i = 0; i < original.Length; i++)
                folded[i] = original[i] is >= '\uFF01' and <= '\uFF5E' ? (char)(original[i] - 0xFEE0) : original[i];
        }).Trim().ToUpperInvariant();
}
