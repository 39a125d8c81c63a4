using SecureIntake.Cases.Submissions;
using SecureIntake.Sealing.Parts;

namespace SecureIntake.Cases.Grants;

/// <summary>Which parts a member may ask for.</summary>
public static class Holding
{
    /// <summary>The names of <see cref="Compartment.OfTheDesk"/>, as tables have them.</summary>
    public static readonly IReadOnlyList<string> OfTheDesk = [.. Compartment.OfTheDesk.Select(compartment => compartment.Name)];

    /// <summary>The names of <see cref="Compartment.OfCustody"/>.</summary>
    public static readonly IReadOnlyList<string> OfCustody = [.. Compartment.OfCustody.Select(compartment => compartment.Name)];

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
