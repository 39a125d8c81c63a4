using Microsoft.EntityFrameworkCore;
using SecureIntake.Cases;

namespace SecureIntake.Portal.Auditing;

/// <summary>A page of entries.</summary>
/// <param name="Lines">Those on this page.</param>
/// <param name="Total">How many there are on all pages.</param>
/// <param name="IsMore">Whether there are more than that, which a narrower search would show.</param>
/// <param name="Refused">How many of these the log refused.</param>
/// <param name="Page">The page's number, from 1.</param>
internal sealed record EntryListing(IReadOnlyList<EntryLine> Lines, int Total, bool IsMore, int Refused, int Page)
{
    /// <summary>Entries on a page.</summary>
    public const int PageLength = 50;

    /// <summary>So many entries of a narrowed search are counted and paged through: to count is to read. The table has all.</summary>
    private const int Most = 2_000;

    /// <summary>Nothing.</summary>
    public static EntryListing Empty { get; } = new([], 0, false, 0, 1);

    public int Pages => PagesOf(Total);

    /// <summary>Whether who reads it may follow a name or a case to its timeline.</summary>
    public bool LeadsToTimelines { get; init; }

    /// <summary>A list that is all on one page.</summary>
    public static EntryListing Of(IReadOnlyList<EntryLine> lines) => new(lines, lines.Count, false, 0, 1);

    /// <summary>Reads a page of what a search finds.</summary>
    public static Task<EntryListing> ReadAsync(EntrySearch search, int page, Func<string, string> nameOf, CasesContext cases, CancellationToken cancel) =>
        search.IsNarrow ? ReadSomeAsync(search, page, nameOf, cases, cancel) : ReadAllAsync(search, page, nameOf, cases, cancel);

    /// <summary>Reads a page of all that names a member.</summary>
    public static Task<EntryListing> OfMemberAsync(string member, int page, Func<string, string> nameOf, CasesContext cases, CancellationToken cancel) =>
        ReadAllAsync(new EntrySearch { Member = member }, page, nameOf, cases, cancel);

    // To find the first of them all is to have counted them: what fits may be far apart, and is looked for once.
    private static async Task<EntryListing> ReadSomeAsync(EntrySearch search, int page, Func<string, string> nameOf, CasesContext cases, CancellationToken cancel)
    {
        var parts = search.In(cases);
        var keys = new List<byte[]>();
        int refused = 0;
        foreach (var stretch in EntryOrder.Stretches)
        {
            var found = (await stretch.KeysAsync(parts, 0, Most + 1, cancel)).ToList();
            keys.AddRange(found);
            refused = found.Count;
        }

        int total = Math.Min(keys.Count, Most);
        page = Math.Clamp(page, 1, PagesOf(total));
        var shown = keys.Take(Most).Skip((page - 1) * PageLength).Take(PageLength).ToList();
        return new EntryListing(await EntryKeys.LinesAsync(shown, nameOf, cases, cancel), total, keys.Count > Most, refused, page);
    }

    private static async Task<EntryListing> ReadAllAsync(EntrySearch search, int page, Func<string, string> nameOf, CasesContext cases, CancellationToken cancel)
    {
        var parts = search.In(cases);
        var counts = new List<int>();
        foreach (var stretch in EntryOrder.Stretches)
            counts.Add(await stretch.CountAsync(parts, cancel));
        int total = counts.Sum();
        page = Math.Clamp(page, 1, PagesOf(total));
        int skip = (page - 1) * PageLength;
        var keys = new List<byte[]>();
        foreach (var (stretch, count) in EntryOrder.Stretches.Zip(counts))
        {
            int take = Math.Min(PageLength - keys.Count, count - skip);
            if (take > 0 && parts.Count == 1 && stretch == EntryOrder.Logged && await IsWholeLogAsync(cases, count, cancel))
                keys.AddRange(await KeysAtAsync(cases, count - skip, take, cancel));
            else if (take > 0)
                keys.AddRange(await stretch.KeysAsync(parts, skip, take, cancel));
            skip = Math.Max(0, skip - count);
        }

        return new EntryListing(await EntryKeys.LinesAsync(keys, nameOf, cases, cancel), total, false, counts[^1], page);
    }

    // As many as there are places in the log: then a place is an index, and a page deep in the list is not counted to.
    private static async Task<bool> IsWholeLogAsync(CasesContext cases, int count, CancellationToken cancel) =>
        await cases.Outbox.MaxAsync(e => e.Index, cancel) == count - 1;

    private static Task<List<byte[]>> KeysAtAsync(CasesContext cases, long end, int take, CancellationToken cancel) =>
        cases.Outbox.Where(e => e.Index < end && e.Index >= end - take).OrderByDescending(e => e.Index).Select(e => e.Digest).ToListAsync(cancel);

    private static int PagesOf(int total) => Math.Max(1, (total + PageLength - 1) / PageLength);
}
