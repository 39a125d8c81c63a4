using SecureIntake.Cases.Submissions;

namespace SecureIntake.Cases.Grants;

/// <summary>Which parts a member may ask for.</summary>
public static class Holding
{
    /// <summary>The compartments that the source seals to the desk. Source and shares are no lead's: they are for custodians, by another way.</summary>
    public static readonly IReadOnlyList<string> OfTheDesk = ["account", "evidence", "mailbox"];

    /// <summary>The compartments that the source seals for custodians.</summary>
    public static readonly IReadOnlyList<string> OfCustody = ["source", "share"];

    /// <summary>
    /// The parts of a case that a member holds by a grant in effect, or, where the directory lists them as a lead, by the desk while the case
    /// stands on it.
    /// </summary>
    public static IQueryable<Part> PartsHeldBy(
        this CasesContext cases, string member, bool isLead, Id<Submission> @case, DateTimeOffset now)
    {
        var granted = cases.GrantsOf(member, @case, now).Select(g => g.Part);
        return cases.Parts.Where(p => p.Case == @case
            && (granted.Contains(p.Id)
                || (isLead && p.Header != null && OfTheDesk.Contains(p.Compartment)
                    && cases.Submissions.Any(s => s.Handle == @case && s.State == CaseState.Untriaged))));
    }
}
