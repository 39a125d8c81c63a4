using SecureIntake.Cases.Auditing;

namespace SecureIntake.Portal.Auditing;

/// <summary>The order in which entries are listed everywhere.</summary>
internal static class EntryOrder
{
    /// <summary>
    /// What waits for the log, what the log holds, the newest first, and last what it refused: any process may have sent that, as much of it as it
    /// liked, and it must not push what was done off the page.
    /// </summary>
    public static IReadOnlyList<IQueryable<OutboxEntry>> Stretches(this IQueryable<OutboxEntry> entries) =>
    [
        entries.Where(e => e.Index == null && !e.Refused).OrderByDescending(e => e.At).ThenBy(e => e.Digest),
        entries.Where(e => e.Index != null).OrderByDescending(e => e.Index),
        entries.Where(e => e.Refused).OrderByDescending(e => e.At).ThenBy(e => e.Digest),
    ];

    /// <summary>The same in one, for the few entries of a case.</summary>
    public static IQueryable<OutboxEntry> NewestFirst(this IQueryable<OutboxEntry> entries) => entries
        .OrderBy(e => e.Refused)
        .ThenByDescending(e => e.Index == null).ThenByDescending(e => e.Index)
        .ThenByDescending(e => e.At).ThenBy(e => e.Digest);
}
