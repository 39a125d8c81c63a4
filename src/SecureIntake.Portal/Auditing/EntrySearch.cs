using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using SecureIntake.Cases;
using SecureIntake.Cases.Auditing;

namespace SecureIntake.Portal.Auditing;

/// <summary>What a reader of the log looks for, as it stands in an address; empty members do not narrow.</summary>
internal sealed record EntrySearch
{
    /// <summary>An event's type.</summary>
    [FromQuery(Name = "type")]
    public string? Type { get; init; }

    /// <summary>Who signed, or is named.</summary>
    [FromQuery(Name = "member")]
    public string? Member { get; init; }

    /// <summary>Why.</summary>
    [FromQuery(Name = "purpose")]
    public string? Purpose { get; init; }

    /// <summary>The stage that was leased or that ended.</summary>
    [FromQuery(Name = "stage")]
    public string? Stage { get; init; }

    /// <summary>The beginning of a case's handle, blanks allowed.</summary>
    [FromQuery(Name = "case")]
    public string? Case { get; init; }

    /// <summary>The first day.</summary>
    [FromQuery(Name = "from")]
    public string? From { get; init; }

    /// <summary>The last day.</summary>
    [FromQuery(Name = "to")]
    public string? To { get; init; }

    /// <summary>Whether it leaves anything out.</summary>
    public bool IsNarrow => Query.HasValue;

    /// <summary>The search as it stands in an address; empty when it looks for everything.</summary>
    public QueryString Query => QueryString.Create(new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["type"] = Type,
        ["member"] = Member,
        ["purpose"] = Purpose,
        ["stage"] = Stage,
        ["case"] = Case,
        ["from"] = From,
        ["to"] = To,
    }.Where(pair => !string.IsNullOrEmpty(pair.Value)));

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
        if (!string.IsNullOrEmpty(Stage))
            entries = entries.Where(e => e.Stage == Stage);
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
