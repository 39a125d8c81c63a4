using Microsoft.EntityFrameworkCore;
using SecureIntake.Cases;
using SecureIntake.Cases.Grants;
using SecureIntake.Cases.Submissions;
using SecureIntake.Sealing;

namespace SecureIntake.Worker.Results;

/// <summary>Until when the readers of a case may read it: findings end for them when the case does.</summary>
internal static class ReaderEnds
{
    /// <summary>The end of a member's access to a case; for someone who holds none any more, the end of the lease that names them.</summary>
    public static async Task<Func<OpaqueId, DateTimeOffset>> OfAsync(
        CasesContext cases, Id<Submission> @case, DateTimeOffset leaseEnds, DateTimeOffset now, CancellationToken cancel)
    {
        var held = await cases.GrantsInEffect(now).AsNoTracking()
            .Where(g => g.Case == @case && (g.Purpose == GrantPurpose.Triage || g.Purpose == GrantPurpose.Verify))
            .Select(g => new { g.Grantee, g.Expires }).ToListAsync(cancel);
        var ends = held.GroupBy(g => g.Grantee, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Max(grant => grant.Expires), StringComparer.Ordinal);
        return member => ends.GetValueOrDefault(member.ToString(), leaseEnds);
    }
}
