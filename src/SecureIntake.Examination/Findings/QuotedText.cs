using System.Globalization;
using System.Text;

namespace SecureIntake.Examination.Findings;

/// <summary>Text that a document's author wrote, cut down to what may stand in a finding.</summary>
internal static class QuotedText
{
    /// <summary>Longest quotation, in UTF-16 code units.</summary>
    public const int MaxLength = 120;

    /// <summary>
    /// Drops control, format and lone surrogate characters, so that a producer's name can neither reverse the line it is shown in
    /// nor hide a part of itself; trims; cuts to <see cref="MaxLength"/>.
    /// </summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(Math.Min(text.Length, MaxLength));
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned)
                continue;
            if (clean.Length + rune.Utf16SequenceLength > MaxLength)
                break;
            clean.Append(rune.ToString());
        }
        return clean.ToString().Trim();
    }
}
