using System.Globalization;
using Microsoft.EntityFrameworkCore;
using SecureIntake.Cases;
using SecureIntake.Cases.Auditing;

namespace SecureIntake.Portal.Auditing;

/// <summary>What a reader of the log looks for; empty members do not narrow.</summary>
/// <param name="Type">An event's type.</param>
/// <param name="Member">Who signed, or is named.</param>
/// <param name="Purpose">Why.</param>
/// <param name="Case">The beginning of a case's handle, blanks allowed.</param>
/// <param name="From">The first day.</param>
/// <param name="To">The last day.</param>
internal sealed record EntrySearch(string? Type, string? Member, string? Purpose, string? Case, string? From, string? To)
{
    /// <summary>Entries on a page.</summary>
    public const int PageLength = 50;

    /// <summary>Whether it leaves anything out.</summary>
    public bool IsNarrow => !string.IsNullOrEmpty(Type + Member + Purpose + Case + From + To);

    /// <summary>
    /// The entries that fit, in parts that have none in common: what a member signed, and where others name them. Each is found by an index of its
    /// own; one condition with an "or" in it would read every row of both.
    /// </summary>
    public IReadOnlyList<IQueryable<OutboxEntry>> In(CasesContext cases)
    {
        var entries = cases.Outbox.AsNoTracking();
        if (!string.IsNullOrEmpty(Type))
            entries = entries.Where(e => e.Type == Type);
        if (!string.IsNullOrEmpty(Purpose))
            entries = entries.Where(e => e.Purpose == Purpose);
        // Hex digits only, as handles are.
        string digits = (Case ?? "").Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant();
        if (digits.Length > 0)
        {
            // As a span of the index: a pattern would read every row.
            string end = digits + "g";
            entries = digits.All(char.IsAsciiHexDigitLower)
                ? entries.Where(e => string.Compare(e.Case, digits) >= 0 && string.Compare(e.Case, end) < 0)
                : entries.Where(_ => false);
        }

        if (TryDay(From, out var from))
            entries = entries.Where(e => e.At >= from);
        if (TryDay(To, out var to))
        {
            var after = to.AddDays(1);
            entries = entries.Where(e => e.At < after);
        }

        return string.IsNullOrEmpty(Member)
            ? [entries]
            : [entries.Where(e => e.By == Member), entries.Where(e => e.About == Member && (e.By == null || e.By != Member))];
    }

    private static bool TryDay(string? text, out DateTimeOffset day) => DateTimeOffset.TryParseExact(
        text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out day);
}
