using Microsoft.EntityFrameworkCore;
using SecureIntake.Cases;
using SecureIntake.Cases.Auditing;

namespace SecureIntake.Portal.Auditing;

/// <summary>Finds the keys of entries in the order of a list, which the indexes hold, and reads the rows of those that are shown.</summary>
internal static class EntryKeys
{
    /// <summary>How many entries of a stretch there are.</summary>
    public static async Task<int> CountAsync(this Stretch stretch, IReadOnlyList<IQueryable<OutboxEntry>> parts, CancellationToken cancel)
    {
        int count = 0;
        foreach (var part in parts)
            count += await stretch.Of(part).CountAsync(cancel);
        return count;
    }

    /// <summary>The keys of some entries of a stretch, in its order.</summary>
    public static async Task<IEnumerable<byte[]>> KeysAsync(
        this Stretch stretch, IReadOnlyList<IQueryable<OutboxEntry>> parts, int skip, int take, CancellationToken cancel)
    {
        if (parts is [var only])
            return await stretch.In(only).Select(e => e.Digest).Skip(skip).Take(take).ToListAsync(cancel);
        var heads = new List<(long? Index, DateTimeOffset? At, byte[] Digest)>();
        foreach (var part in parts)
        {
            var found = await stretch.In(part).Take(skip + take).Select(e => new { e.Index, e.At, e.Digest }).ToListAsync(cancel);
            heads.AddRange(found.Select(e => (e.Index, e.At, e.Digest)));
        }

        return heads.OrderByDescending(head => head.Index).ThenByDescending(head => head.At)
            .ThenBy(head => Convert.ToHexString(head.Digest), StringComparer.Ordinal)
            .Skip(skip).Take(take).Select(head => head.Digest);
    }

    /// <summary>The entries of these keys, in the same order.</summary>
    public static async Task<IReadOnlyList<EntryLine>> LinesAsync(
        IReadOnlyCollection<byte[]> keys, Func<string, string> nameOf, CasesContext cases, CancellationToken cancel)
    {
        var found = await cases.Outbox.AsNoTracking().Where(e => keys.Contains(e.Digest)).ToDictionaryAsync(EntryMarks.KeyOf, StringComparer.Ordinal, cancel);
        var rows = keys.Select(key => found[Convert.ToHexStringLower(key)]).ToList();
        var marks = await EntryMarks.OfAsync(rows, cases, cancel);
        return [.. rows.Select(row => row.InWords(nameOf, [.. marks[EntryMarks.KeyOf(row)]]))];
    }
}
