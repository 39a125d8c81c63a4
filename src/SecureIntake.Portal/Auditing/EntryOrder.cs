using SecureIntake.Cases.Auditing;

namespace SecureIntake.Portal.Auditing;

/// <summary>
/// The order in which entries are listed everywhere: what waits for the log, what the log holds, the newest first, and last what it refused: any
/// process may have sent that, as much of it as it liked, and it must not push what was done off the page.
/// </summary>
internal static class EntryOrder
{
    /// <summary>The three stretches of a list, in this order and each in its own. What has no index in the log is found by that.</summary>
    public static readonly IReadOnlyList<Func<IQueryable<OutboxEntry>, IOrderedQueryable<OutboxEntry>>> Stretches =
    [
        entries => entries.Where(e => e.Index == null && !e.Refused).OrderByDescending(e => e.At).ThenBy(e => e.Digest),
        entries => entries.Where(e => e.Index != null).OrderByDescending(e => e.Index),
        entries => entries.Where(e => e.Index == null && e.Refused).OrderByDescending(e => e.At).ThenBy(e => e.Digest),
    ];

    /// <summary>The whole order in one query, for the few entries of a case.</summary>
    public static IQueryable<OutboxEntry> NewestFirst(this IQueryable<OutboxEntry> entries) => entries
        .OrderBy(e => e.Refused)
        .ThenByDescending(e => e.Index == null).ThenByDescending(e => e.Index)
        .ThenByDescending(e => e.At).ThenBy(e => e.Digest);
}
