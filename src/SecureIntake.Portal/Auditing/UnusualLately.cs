using Microsoft.EntityFrameworkCore;
using SecureIntake.Cases;
using SecureIntake.Cases.Auditing;
using SecureIntake.Portal.Custody;

namespace SecureIntake.Portal.Auditing;

/// <summary>What an auditor should look at first: the unusual among the newest openings, who asks for a source, what someone disputes, what the log refused.</summary>
internal static class UnusualLately
{
    /// <summary>Entries on the list, and of those that the log refused: any process may have sent these, as many as it liked.</summary>
    private const int Shown = 20, ShownRefused = 3;

    /// <summary>So many openings are looked through, of no more than <see cref="Days"/> days.</summary>
    private const int LookedThrough = 1_000;

    private const int Days = 30;

    /// <summary>Reads the list, the newest first.</summary>
    public static async Task<IReadOnlyList<EntryLine>> ReadAsync(CasesContext cases, DateTimeOffset now, Func<string, string> nameOf, CancellationToken cancel)
    {
        var openings = await NewestAsync(cases.Outbox.Where(e => e.Type == "open/v1" && e.Index != null), LookedThrough);
        var disputes = await NewestAsync(cases.Outbox.Where(e => e.Type == "dispute/v1" && e.Index != null), Shown);
        var asked = await NewestAsync(cases.Outbox.Where(e => CustodyRequests.Types.Contains(e.Type) && e.Index != null), Shown);
        var refused = await NewestAsync(cases.Outbox.Where(e => e.Index == null && e.Refused), ShownRefused);
        var marks = await EntryMarks.OfAsync([.. openings, .. asked], cases, cancel);
        return
        [
            .. OnePerCrowd(openings.Where(row => marks.Contains(EntryMarks.KeyOf(row))), marks).Concat(disputes).Concat(asked).OrderByDescending(row => row.Index).Take(Shown).Concat(refused)
                .Select(row => row.InWords(nameOf, [.. marks[EntryMarks.KeyOf(row)]])),
        ];

        // The day is asked of the few that were read: in the database it would be asked of every row that there is, where the newest are older.
        async Task<List<OutboxEntry>> NewestAsync(IQueryable<OutboxEntry> entries, int count)
        {
            var newest = await entries.AsNoTracking().OrderByDescending(e => e.Index).ThenByDescending(e => e.At).Take(count).ToListAsync(cancel);
            return [.. newest.Where(row => row.At >= now.AddDays(-Days))];
        }
    }

    // Of many openings in a short time with the same marks the last stands for all: they would push everything else off the list. The timeline shows them.
    private static IEnumerable<OutboxEntry> OnePerCrowd(IEnumerable<OutboxEntry> newestFirst, ILookup<string, EntryMark> marks)
    {
        var before = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var row in newestFirst)
        {
            var own = marks[EntryMarks.KeyOf(row)].ToList();
            string kind = $"{row.By} {string.Join(' ', own)}";
            bool follows = own.Contains(EntryMark.ManyOpenings) && before.TryGetValue(kind, out var later) && (later - row.At!.Value).Duration() <= EntryMarks.ShortTime;
            before[kind] = row.At!.Value;
            if (!follows)
                yield return row;
        }
    }
}
