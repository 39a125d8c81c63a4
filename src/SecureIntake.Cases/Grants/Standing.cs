using Microsoft.EntityFrameworkCore;
using SecureIntake.Cases.Submissions;

namespace SecureIntake.Cases.Grants;

/// <summary>What a member is to a case. It follows from grants and state alone; there is no list of case workers beside them.</summary>
public enum Standing
{
    /// <summary>Nothing: for this member the case does not exist.</summary>
    None,

    /// <summary>The case is on the desk, where every lead can open it.</summary>
    Desk,

    /// <summary>Lead or deputy: holds a triage grant.</summary>
    Reader,

    /// <summary>Holds a verifier's grant that has not ended.</summary>
    Verifier,
}

/// <summary>Finds a member's <see cref="Standing"/>.</summary>
public static class Standings
{
    /// <summary>What a member is to a case at this time. Only a member whom the directory lists as a lead sees the desk.</summary>
    public static async Task<Standing> StandingAsync(
        this CasesContext cases, string member, bool isLead, Id<Submission> @case, DateTimeOffset now, CancellationToken cancel)
    {
        if (isLead && await cases.Submissions.AnyAsync(s => s.Handle == @case && s.State == CaseState.Untriaged, cancel))
            return Standing.Desk;
        var purposes = await cases.GrantsOf(member, @case, now).Select(g => g.Purpose).Distinct().ToListAsync(cancel);
        return purposes.Contains(GrantPurpose.Triage) ? Standing.Reader
            : purposes.Contains(GrantPurpose.Verify) ? Standing.Verifier
            : Standing.None;
    }

    /// <summary>The cases that stand on the desk.</summary>
    public static IQueryable<Submission> OnTheDesk(this CasesContext cases) =>
        cases.Submissions.Where(s => s.State == CaseState.Untriaged);

    /// <summary>The cases in which a member holds a grant in effect with this purpose.</summary>
    public static IQueryable<Submission> CasesOf(this CasesContext cases, string member, string purpose, DateTimeOffset now)
    {
        var granted = cases.GrantsInEffect(now).Where(g => g.Grantee == member && g.Purpose == purpose).Select(g => g.Case);
        return cases.Submissions.Where(s => granted.Contains(s.Handle));
    }
}
