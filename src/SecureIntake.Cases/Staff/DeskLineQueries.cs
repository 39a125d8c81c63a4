namespace SecureIntake.Cases.Staff;

/// <summary>Which desk lines count.</summary>
public static class DeskLineQueries
{
    /// <summary>
    /// The lines that stand in the log. They had the signatures that the policy of that day asked for; whether they have those that today's
    /// asks for is checked by whoever uses one.
    /// </summary>
    public static IQueryable<DeskKey> DeskLinesInLog(this CasesContext cases) =>
        cases.DeskKeys.Where(line => line.Entry != null && cases.Outbox.Any(entry => entry.Digest == line.Entry && entry.Index != null));
}
