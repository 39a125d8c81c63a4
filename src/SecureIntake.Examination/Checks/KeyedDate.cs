namespace SecureIntake.Examination.Checks;

/// <summary>A date of eight digits, <c>YYYYMMDD</c>.</summary>
internal static class KeyedDate
{
    /// <summary>The day of a birth: null where there is no such day, or it is still to come.</summary>
    public static DateOnly? Of(ReadOnlySpan<char> digits, DateOnly today)
    {
        int year = Number(digits[..4]), month = Number(digits[4..6]), day = Number(digits[6..8]);
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
            return null;
        var date = new DateOnly(year, month, day);
        return date <= today ? date : null;
    }

    private static int Number(ReadOnlySpan<char> digits)
    {
        var number = 0;
        foreach (var digit in digits)
            number = number * 10 + digit - '0';
        return number;
    }
}
