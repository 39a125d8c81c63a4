using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;

namespace SecureIntake.Sealing.Documents;

/// <summary>An ISO 8601 week, <c>YYYY-Www</c>.</summary>
[JsonConverter(typeof(WeekConverter))]
public readonly record struct Week : IComparable<Week>
{
    private Week(int year, int number) => (Year, Number) = (year, number);

    /// <summary>The ISO year, which may differ from the calendar year around New Year.</summary>
    public int Year { get; }

    /// <summary>1 to 53.</summary>
    public int Number { get; }

    /// <summary>Its first day.</summary>
    public DateOnly Monday => DateOnly.FromDateTime(ISOWeek.ToDateTime(Year, Number, DayOfWeek.Monday));

    /// <summary>The week after this one.</summary>
    public Week Next => Of(Monday.AddDays(7));

    /// <summary>The week in which a day lies.</summary>
    public static Week Of(DateOnly day)
    {
        var date = day.ToDateTime(TimeOnly.MinValue);
        return new Week(ISOWeek.GetYear(date), ISOWeek.GetWeekOfYear(date));
    }

    /// <summary>Reads <c>YYYY-Www</c>.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Week week)
    {
        week = default;
        if (text is not { Length: 8 } || text[4] != '-' || text[5] != 'W'
            || !int.TryParse(text.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var year)
            || !int.TryParse(text.AsSpan(6, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || year is < 2000 or > 9998 || number < 1 || number > ISOWeek.GetWeeksInYear(year)) return false;
        week = new Week(year, number);
        return true;
    }

    public int CompareTo(Week other) => (Year, Number).CompareTo((other.Year, other.Number));
    public static bool operator <(Week left, Week right) => left.CompareTo(right) < 0;
    public static bool operator >(Week left, Week right) => left.CompareTo(right) > 0;
    public static bool operator <=(Week left, Week right) => left.CompareTo(right) <= 0;
    public static bool operator >=(Week left, Week right) => left.CompareTo(right) >= 0;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Year:D4}-W{Number:D2}");
}
