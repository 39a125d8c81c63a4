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

    /// <summary>The entries that fit, in the order of <see cref="EntryOrder"/>.</summary>
    public IQueryable<OutboxEntry> In(CasesContext cases)
    {
        var entries = cases.Outbox.AsNoTracking();
        if (!string.IsNullOrEmpty(Type))
            entries = entries.Where(e => e.Type == Type);
        if (!string.IsNullOrEmpty(Member))
            entries = entries.Where(e => e.By == Member || e.About == Member);
        if (!string.IsNullOrEmpty(Purpose))
            entries = entries.Where(e => e.Purpose == Purpose);
        // Hex digits only: the text becomes a pattern of the database.
        string digits = (Case ?? "").Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant();
        if (digits.Length > 0)
            entries = digits.All(char.IsAsciiHexDigitLower) ? entries.Where(e => e.Case!.StartsWith(digits)) : entries.Where(_ => false);
        if (TryDay(From, out var from))
            entries = entries.Where(e => e.At >= from);
        if (TryDay(To, out var to))
        {
            var after = to.AddDays(1);
            entries = entries.Where(e => e.At < after);
        }

        return entries.NewestFirst();
    }

    private static bool TryDay(string? text, out DateTimeOffset day) => DateTimeOffset.TryParseExact(
        text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out day);
}

/// <summary>A page of entries.</summary>
/// <param name="Lines">Those on this page.</param>
/// <param name="Total">How many there are on all pages.</param>
/// <param name="Refused">How many of these the log refused.</param>
/// <param name="Page">The page's number, from 1.</param>
internal sealed record EntryListing(IReadOnlyList<EntryLine> Lines, int Total, int Refused, int Page)
{
    public int Pages => Math.Max(1, (Total + EntrySearch.PageLength - 1) / EntrySearch.PageLength);

    /// <summary>Reads a page.</summary>
    public static async Task<EntryListing> ReadAsync(
        IQueryable<OutboxEntry> entries, int page, Func<string, string> nameOf, CasesContext cases, CancellationToken cancel)
    {
        int total = await entries.CountAsync(cancel);
        int refused = await entries.CountAsync(e => e.Refused, cancel);
        page = Math.Clamp(page, 1, Math.Max(1, (total + EntrySearch.PageLength - 1) / EntrySearch.PageLength));
        var rows = await entries.Skip((page - 1) * EntrySearch.PageLength).Take(EntrySearch.PageLength).ToListAsync(cancel);
        var marks = await EntryMarks.OfAsync(rows, cases, cancel);
        return new EntryListing([.. rows.Select(row => row.InWords(nameOf, [.. marks[EntryMarks.KeyOf(row)]]))], total, refused, page);
    }
}
