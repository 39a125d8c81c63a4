using Microsoft.EntityFrameworkCore;
using SecureIntake.Cases;
using SecureIntake.Cases.Staff;
using SecureIntake.Portal.Staff;

namespace SecureIntake.Portal.Enrolment;

/// <summary>Finds and uses up invitations.</summary>
internal sealed class Invitations(StaffContext staff, TimeProvider time)
{
    /// <summary>The invitation of a token, unless it is used, over or none.</summary>
    public async Task<Invitation?> FindAsync(string? token, CancellationToken cancel)
    {
        if (!EnrolmentToken.TryParse(token, out var parsed))
            return null;
        var now = time.GetUtcNow();
        return await staff.Invitations.AsNoTracking()
            .SingleOrDefaultAsync(i => i.TokenHash == parsed.Hash && i.Expires > now, cancel);
    }

    /// <summary>Uses an invitation up. False when someone else was faster.</summary>
    public async Task<bool> UseAsync(Invitation invitation, CancellationToken cancel) =>
        await staff.Invitations.Where(i => i.TokenHash == invitation.TokenHash).ExecuteDeleteAsync(cancel) == 1;

    /// <summary>Makes a link worthless; nothing happens when it was used.</summary>
    public Task WithdrawAsync(Id<Member> member, CancellationToken cancel) =>
        staff.Invitations.Where(i => i.Member == member).ExecuteDeleteAsync(cancel);

    /// <summary>Whether someone has the pseudonym, or will.</summary>
    public async Task<bool> IsTakenAsync(string pseudonym, Invitation by, CancellationToken cancel) =>
        await staff.Members.AnyAsync(m => m.UserName == pseudonym, cancel)
        || await staff.Invitations.AnyAsync(i => i.Pseudonym == pseudonym && i.TokenHash != by.TokenHash, cancel);
}
