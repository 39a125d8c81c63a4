using SecureIntake.Cases.Auditing;

namespace SecureIntake.Portal.Auditing;

/// <summary>
/// The order in which entries are listed everywhere: what waits for the log, what the log holds, the newest first, and last what it refused: any
/// process may have sent that, as much of it as it liked, and it must not push what was done off the page.
/// </summary>
internal static class EntryOrder
{
    /// <summary>What waits for the log.</summary>
    public static readonly Stretch Waiting =
        new(entries => entries.Where(e => e.Index == null && !e.Refused), entries => entries.OrderByDescending(e => e.At).ThenBy(e => e.Digest));

    /// <summary>What the log holds.</summary>
    public static readonly Stretch Logged = new(entries => entries.Where(e => e.Index != null), entries => entries.OrderByDescending(e => e.Index));

    /// <summary>What the log refused.</summary>
    public static readonly Stretch Refused =
        new(entries => entries.Where(e => e.Index == null && e.Refused), entries => entries.OrderByDescending(e => e.At).ThenBy(e => e.Digest));

    /// <summary>The three stretches of a list, in this order and each in its own. What has no index in the log is found by that.</summary>
    public static readonly IReadOnlyList<Stretch> Stretches = [Waiting, Logged, Refused];

    /// <summary>The whole order in one query, for the few entries of a case.</summary>
    public static IQueryable<OutboxEntry> NewestFirst(this IQueryable<OutboxEntry> entries) => entries
        .OrderBy(e => e.Refused)
        .ThenByDescending(e => e.Index == null).ThenByDescending(e => e.Index)
        .ThenByDescending(e => e.At).ThenBy(e => e.Digest);
}

/// <summary>A stretch of the list: which entries, and how they follow one another. To count them no order is needed.</summary>
internal sealed record Stretch(
    Func<IQueryable<OutboxEntry>, IQueryable<OutboxEntry>> Of, Func<IQueryable<OutboxEntry>, IOrderedQueryable<OutboxEntry>> Sorted)
{
    /// <summary>The entries in their order.</summary>
    public IQueryable<OutboxEntry> In(IQueryable<OutboxEntry> entries) => Sorted(Of(entries));
}
