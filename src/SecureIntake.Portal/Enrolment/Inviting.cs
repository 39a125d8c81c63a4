using System.Security.Cryptography;
using SecureIntake.Audit.Events;
using SecureIntake.Cases;
using SecureIntake.Cases.Staff;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Log;
using SecureIntake.Portal.Staff;
using SecureIntake.Portal.Trust;

namespace SecureIntake.Portal.Enrolment;

/// <summary>Makes invitations, each after the log has its <c>invite/v1</c>.</summary>
internal sealed class Inviting(
    StaffContext staff, Invitations invitations, Sequencer sequencer, RandomNumberGenerator random, TimeProvider time)
{
    /// <summary>Invites someone.</summary>
    /// <param name="pseudonym">The pseudonym; null lets them choose.</param>
    /// <param name="roles">Their roles.</param>
    /// <param name="inviter">Who invites; null for the operator of the machine.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>The link's token, shown once; or why there is none.</returns>
    public async Task<(EnrolmentToken? Token, Refusal? Refusal)> InviteAsync(
        string? pseudonym, IReadOnlySet<Role> roles, Id<Member>? inviter, CancellationToken cancel)
    {
        if (!roles.MayBeHeldTogether())
            return (null, Refusal.RolesConflict);
        if (pseudonym is not null && !Pseudonym.IsOne(pseudonym))
            return (null, Refusal.PseudonymMalformed);
        var token = EnrolmentToken.New(random);
        var invitation = new Invitation
        {
            TokenHash = token.Hash,
            Member = Id<Member>.New(random),
            Pseudonym = pseudonym,
            Roles = roles.Line(),
            Expires = time.GetUtcNow() + Invitation.Life,
        };
        if (pseudonym is not null && await invitations.IsTakenAsync(pseudonym, invitation, cancel))
            return (null, Refusal.PseudonymTaken);
        await sequencer.RecordAsync(Entry(invitation, inviter), cancel);
        staff.Invitations.Add(invitation);
        await staff.SaveChangesAsync(cancel);
        return (token, null);
    }

    private static MemberInvited Entry(Invitation invitation, Id<Member>? inviter) => new(
        LogId.Parse(invitation.Member.Text),
        [.. invitation.RoleSet.Select(role => Enum.Parse<SecureIntake.Audit.Events.Role>(role.ToString())).Order()],
        inviter is { } member ? member.AsLogId() : null);
}
