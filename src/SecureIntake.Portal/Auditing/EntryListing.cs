using Microsoft.EntityFrameworkCore;
using SecureIntake.Cases;
using SecureIntake.Cases.Auditing;

namespace SecureIntake.Portal.Auditing;

/// <summary>A page of entries.</summary>
/// <param name="Lines">Those on this page.</param>
/// <param name="Total">How many there are on all pages.</param>
/// <param name="IsMore">Whether there are more than that, which a narrower search would show.</param>
/// <param name="Refused">How many of these the log refused.</param>
/// <param name="Page">The page's number, from 1.</param>
internal sealed record EntryListing(IReadOnlyList<EntryLine> Lines, int Total, bool IsMore, int Refused, int Page)
{
    /// <summary>So many entries of a narrowed search are counted and paged through: to count is to read. The table has all.</summary>
    private const int Most = 2_000;

    private const int All = int.MaxValue - 1;

    /// <summary>Nothing.</summary>
    public static EntryListing Empty { get; } = new([], 0, false, 0, 1);

    public int Pages => Math.Max(1, (Total + EntrySearch.PageLength - 1) / EntrySearch.PageLength);

    /// <summary>A list that is all on one page.</summary>
    public static EntryListing Of(IReadOnlyList<EntryLine> lines) => new(lines, lines.Count, false, 0, 1);

    /// <summary>Reads a page of what a search finds.</summary>
    public static Task<EntryListing> ReadAsync(EntrySearch search, int page, Func<string, string> nameOf, CasesContext cases, CancellationToken cancel) =>
        ReadAsync(search, search.IsNarrow ? Most : All, page, nameOf, cases, cancel);

    /// <summary>Reads a page of all that names a member.</summary>
    public static Task<EntryListing> OfMemberAsync(string member, int page, Func<string, string> nameOf, CasesContext cases, CancellationToken cancel) =>
        ReadAsync(new EntrySearch(null, member, null, null, null, null), All, page, nameOf, cases, cancel);

    // In the order of EntryOrder: one stretch of it after the other.
    private static async Task<EntryListing> ReadAsync(
        EntrySearch search, int most, int page, Func<string, string> nameOf, CasesContext cases, CancellationToken cancel)
    {
        var parts = search.In(cases);
        var counts = new List<int>();
        foreach (var stretch in EntryOrder.Stretches)
        {
            int count = 0;
            foreach (var part in parts)
                count += await (most == All ? stretch.Of(part) : stretch.Of(part).Take(most + 1)).CountAsync(cancel);
            counts.Add(count);
        }

        int total = Math.Min(counts.Sum(), most);
        page = Math.Clamp(page, 1, Math.Max(1, (total + EntrySearch.PageLength - 1) / EntrySearch.PageLength));
        int skip = (page - 1) * EntrySearch.PageLength;
        var keys = new List<byte[]>();
        foreach (var (stretch, count) in EntryOrder.Stretches.Zip(counts))
        {
            int take = Math.Min(EntrySearch.PageLength - keys.Count, count - skip);
            if (take > 0)
                keys.AddRange(await KeysAsync([.. parts.Select(stretch.In)], skip, take, cancel));
            skip = Math.Max(0, skip - count);
        }

        var found = await cases.Outbox.AsNoTracking().Where(e => keys.Contains(e.Digest)).ToDictionaryAsync(EntryMarks.KeyOf, StringComparer.Ordinal, cancel);
        var rows = keys.Select(key => found[Convert.ToHexStringLower(key)]).ToList();
        var marks = await EntryMarks.OfAsync(rows, cases, cancel);
        return new EntryListing([.. rows.Select(row => row.InWords(nameOf, [.. marks[EntryMarks.KeyOf(row)]]))], total, counts.Sum() > most, counts[^1], page);
    }

    // Keys alone: the indexes hold them, so what is skipped is never read.
    private static async Task<IEnumerable<byte[]>> KeysAsync(IReadOnlyList<IQueryable<OutboxEntry>> parts, int skip, int take, CancellationToken cancel)
    {
        if (parts is [var only])
            return await only.Select(e => e.Digest).Skip(skip).Take(take).ToListAsync(cancel);
        var heads = new List<(long? Index, DateTimeOffset? At, byte[] Digest)>();
        foreach (var part in parts)
            heads.AddRange((await part.Take(skip + take).Select(e => new { e.Index, e.At, e.Digest }).ToListAsync(cancel)).Select(e => (e.Index, e.At, e.Digest)));
        return heads.OrderByDescending(head => head.Index).ThenByDescending(head => head.At)
            .ThenBy(head => Convert.ToHexString(head.Digest), StringComparer.Ordinal)
            .Skip(skip).Take(take).Select(head => head.Digest);
    }
}
