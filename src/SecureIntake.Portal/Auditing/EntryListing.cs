using Microsoft.EntityFrameworkCore;
using SecureIntake.Cases;
using SecureIntake.Cases.Auditing;

namespace SecureIntake.Portal.Auditing;

/// <summary>A page of entries.</summary>
/// <param name="Lines">Those on this page.</param>
/// <param name="Total">How many there are on all pages.</param>
/// <param name="Refused">How many of these the log refused.</param>
/// <param name="Page">The page's number, from 1.</param>
internal sealed record EntryListing(IReadOnlyList<EntryLine> Lines, int Total, int Refused, int Page)
{
    public int Pages => Math.Max(1, (Total + EntrySearch.PageLength - 1) / EntrySearch.PageLength);

    /// <summary>Reads a page, in the order of <see cref="EntryOrder"/>: one stretch of it after the other, each by an index of the database.</summary>
    public static async Task<EntryListing> ReadAsync(
        IQueryable<OutboxEntry> entries, int page, Func<string, string> nameOf, CasesContext cases, CancellationToken cancel)
    {
        var stretches = entries.Stretches();
        var counts = new List<int>();
        foreach (var stretch in stretches)
            counts.Add(await stretch.CountAsync(cancel));
        int total = counts.Sum();
        page = Math.Clamp(page, 1, Math.Max(1, (total + EntrySearch.PageLength - 1) / EntrySearch.PageLength));
        var rows = new List<OutboxEntry>();
        int skip = (page - 1) * EntrySearch.PageLength;
        foreach (var (stretch, count) in stretches.Zip(counts))
        {
            int take = Math.Min(EntrySearch.PageLength - rows.Count, count - skip);
            if (take > 0)
                rows.AddRange(await stretch.Skip(skip).Take(take).ToListAsync(cancel));
            skip = Math.Max(0, skip - count);
        }

        var marks = await EntryMarks.OfAsync(rows, cases, cancel);
        return new EntryListing([.. rows.Select(row => row.InWords(nameOf, [.. marks[EntryMarks.KeyOf(row)]]))], total, counts[^1], page);
    }
}
