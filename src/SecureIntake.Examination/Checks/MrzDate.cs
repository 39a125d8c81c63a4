using SecureIntake.Examination.Findings;

namespace SecureIntake.Examination.Checks;

/// <summary>A date of six characters, <c>YYMMDD</c>.</summary>
/// <param name="Found">As it stands in the zone.</param>
/// <param name="Day">The day, when there is such a day.</param>
internal readonly record struct MrzDate(string Found, DateOnly? Day)
{
    /// <summary>A birth lies in the latest century that puts it on or before today.</summary>
    public static MrzDate Birth(string found, DateOnly today) =>
        Parse(found, (year, month, day) =>
            (2000 + year, month, day).CompareTo((today.Year, today.Month, today.Day)) <= 0 ? 2000 : 1900);

    /// <summary>An expiry lies at most twenty years ahead: no state issues for longer.</summary>
    public static MrzDate Expiry(string found, DateOnly today) =>
        Parse(found, (year, _, _) => 2000 + year <= today.Year + 20 ? 2000 : 1900);

    /// <summary>Fillers mean that the issuer did not know: nothing can be told. A day that does not exist is <paramref name="broken"/>.</summary>
    public Finding ToFinding(FindingCode code, Level broken) => Day is { } day
        ? code.At(Level.Pass, MrzCheck.Day(day))
        : code.At(Found.Contains('<', StringComparison.Ordinal) ? Level.CannotTell : broken, Found);

    private static MrzDate Parse(string found, Func<int, int, int, int> century)
    {
        if (!found.All(char.IsAsciiDigit))
            return new(found, null);
        int year = Two(found, 0), month = Two(found, 2), day = Two(found, 4);
        year += century(year, month, day);
        var exists = month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);
        return new(found, exists ? new DateOnly(year, month, day) : null);
    }

    private static int Two(string text, int at) => (text[at] - '0') * 10 + text[at + 1] - '0';
}
