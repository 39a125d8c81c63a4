using System.CommandLine;
using System.Globalization;

namespace SecureIntake.Cli.Commands;

/// <summary>An option that takes a day, <c>YYYY-MM-DD</c>.</summary>
internal static class DayOption
{
    public static Option<DateOnly?> Create(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            if (DateOnly.TryParseExact(result.Tokens[0].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return day;
            result.AddError($"{name} takes a day like 2026-11-24");
            return null;
        },
    };
}
