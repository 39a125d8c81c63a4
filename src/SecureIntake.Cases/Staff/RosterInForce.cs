using SecureIntake.Sealing.Documents;

namespace SecureIntake.Cases.Staff;

/// <summary>Ties a step to the roster that it was checked against.</summary>
public static class RosterInForce
{
    /// <summary>
    /// Makes the coming save fail with a <c>DbUpdateConcurrencyException</c> unless this roster is still in force, and keeps another from
    /// coming into force before that save is done. So whatever enters the outbox after a new roster was signed under it, and the log can hold
    /// every entry to the newest roster before it.
    /// </summary>
    /// <param name="cases">The unit of work.</param>
    /// <param name="roster">The signed roster, as it is kept.</param>
    public static void HoldTo(this CasesContext cases, string roster)
    {
        if (cases.Publications.Local.Any(held => held.Kind == RosterDocument.Kind))
            return;
        // The row is written as it was: an update takes its lock on both databases, and finds no row where it has another text.
        cases.Attach(new Publication { Kind = RosterDocument.Kind, Document = roster }).Property(row => row.Document).IsModified = true;
    }
}
