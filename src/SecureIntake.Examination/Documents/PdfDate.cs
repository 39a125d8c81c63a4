using System.Globalization;

namespace SecureIntake.Examination.Documents;

/// <summary>A PDF date, <c>D:YYYYMMDDHHmmSSOHH'mm</c> (ISO 32000-2, 7.9.4), of which we keep the day.</summary>
internal static class PdfDate
{
    public static DateOnly? Parse(string? text)
    {
        if (text is null)
            return null;
        var digits = text.AsSpan(text.StartsWith("D:", StringComparison.Ordinal) ? 2 : 0);
        return digits.Length >= 8 && DateOnly.TryParseExact(digits[..8], "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : null;
    }
}
