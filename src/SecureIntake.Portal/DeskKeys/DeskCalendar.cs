using SecureIntake.Sealing.Documents;

namespace SecureIntake.Portal.DeskKeys;

/// <summary>The weeks for which desk keys are prepared: this one and eight ahead.</summary>
internal static class DeskCalendar
{
    /// <summary>Weeks prepared ahead, besides the current one.</summary>
    public const int Ahead = 8;

    /// <summary>The weeks, from the one that a day lies in.</summary>
    public static IReadOnlyList<Week> WeeksFrom(DateOnly day) =>
        [.. Enumerable.Range(0, Ahead + 1).Select(number => Week.Of(day.AddDays(7 * number)))];

    /// <summary>Whether a week is one of them.</summary>
    public static bool Holds(Week week, DateOnly today) => WeeksFrom(today).Contains(week);
}
