using SecureIntake.Cases.Submissions;

namespace SecureIntake.Cases.Grants;

/// <summary>The questions that are asked of grants.</summary>
public static class GrantQueries
{
    /// <summary>The grants that count at this time: they have not ended and the log holds the act that gave them.</summary>
    public static IQueryable<Grant> GrantsInEffect(this CasesContext cases, DateTimeOffset now) =>
        cases.Grants.Where(g => g.Expires > now && cases.Outbox.Any(e => e.Digest == g.Entry && e.Index != null));

    /// <summary>The grants in effect that a member, or a bench run, holds in a case.</summary>
    public static IQueryable<Grant> GrantsOf(
        this CasesContext cases, string grantee, Id<Submission> @case, DateTimeOffset now) =>
        cases.GrantsInEffect(now).Where(g => g.Grantee == grantee && g.Case == @case);
}

/// <summary>The purposes of a grant, as Sealing's FORMAT.md §4 spells them.</summary>
public static class GrantPurpose
{
    /// <summary>To the case's readers, lead and deputy, when a lead takes the case off the desk.</summary>
    public const string Triage = "triage";

    /// <summary>To a verifier, or to the readers of what staff keyed in.</summary>
    public const string Verify = "verify";

    /// <summary>To a bench run, for one stage.</summary>
    public const string Examine = "examine";

    /// <summary>From the bench, to the readers that its lease named.</summary>
    public const string Result = "result";
}
