namespace SecureIntake.Sealing.Receipt;

/// <summary>What a person typed, as far as keyboards differ: capitals, and the full-width letters and digits of an input method.</summary>
/// <remarks>Character by character and the same in TypeScript. Not NFKC: without ICU, .NET gives every text back as it was.</remarks>
internal static class TypedText
{
    private const int FullWidth = '！' - '!';

    public static string Plain(string text) => string.Create(text.Length, text, static (plain, typed) =>
    {
        for (var i = 0; i < plain.Length; i++)
        {
            var c = typed[i] is >= '！' and <= '～' ? (char)(typed[i] - FullWidth) : typed[i];
            plain[i] = char.IsAsciiLetterUpper(c) ? char.ToLowerInvariant(c) : c;
        }
    });
}
