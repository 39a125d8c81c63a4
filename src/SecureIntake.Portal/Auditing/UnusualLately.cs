using Microsoft.EntityFrameworkCore;
using SecureIntake.Cases;
using SecureIntake.Cases.Auditing;

namespace SecureIntake.Portal.Auditing;

/// <summary>What an auditor should look at first: the unusual among the newest openings, what someone disputes, what the log refused.</summary>
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
        var since = now.AddDays(-Days);
        var openings = await Newest(cases.Outbox.Where(e => e.Type == "open/v1" && e.Index != null && e.At >= since), LookedThrough, cancel);
        var disputes = await Newest(cases.Outbox.Where(e => e.Type == "dispute/v1" && e.Index != null && e.At >= since), Shown, cancel);
        var refused = await Newest(cases.Outbox.Where(e => e.Index == null && e.Refused && e.At >= since), ShownRefused, cancel);
        var marks = await EntryMarks.OfAsync(openings, cases, cancel);
        return
        [
            .. openings.Where(row => marks.Contains(EntryMarks.KeyOf(row))).Concat(disputes).OrderByDescending(row => row.Index).Take(Shown).Concat(refused)
                .Select(row => row.InWords(nameOf, [.. marks[EntryMarks.KeyOf(row)]])),
        ];
    }

    private static Task<List<OutboxEntry>> Newest(IQueryable<OutboxEntry> entries, int count, CancellationToken cancel) =>
        entries.AsNoTracking().OrderByDescending(e => e.Index).ThenByDescending(e => e.At).Take(count).ToListAsync(cancel);
}
