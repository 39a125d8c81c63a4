namespace SecureIntake.Portal.Auditing;

/// <summary>A timeline on its page.</summary>
/// <param name="Timeline">The timeline.</param>
/// <param name="Address">The page's address, without a page number.</param>
internal sealed record TimelineView(Timeline Timeline, string Address)
{
    /// <summary>Whether all entries are about one case.</summary>
    public bool IsOfOneCase { get; init; }

    /// <summary>An entry below the heading of its day.</summary>
    public EntryItem ItemOf(EntryLine line) => new(line, LeadsToTimelines: true) { IsOfOneDay = true, IsOfOneCase = IsOfOneCase };

    /// <summary>An entry outside of any day.</summary>
    public EntryItem RefusedOf(EntryLine line) => new(line, LeadsToTimelines: true) { IsOfOneCase = IsOfOneCase };
}
