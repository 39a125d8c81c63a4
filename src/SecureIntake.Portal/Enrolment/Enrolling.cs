using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using SecureIntake.Cases;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Lockdowns;
using SecureIntake.Portal.Staff;
using MemberId = SecureIntake.Cases.Id<SecureIntake.Cases.Staff.Member>;

namespace SecureIntake.Portal.Enrolment;

/// <summary>Someone with a good link and a free pseudonym; or why not.</summary>
internal sealed class Candidate
{
    private Candidate(Invitation? invitation, StaffMember? member, Refusal? refusal) =>
        (Invitation, Member, Refusal) = (invitation, member, refusal);

    /// <summary>Whether it may go on.</summary>
    [MemberNotNullWhen(true, nameof(Member), nameof(Invitation))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool Accepted => Refusal is null;

    public Invitation? Invitation { get; }

    /// <summary>The member to be.</summary>
    public StaffMember? Member { get; }

    /// <summary>Why not.</summary>
    public Refusal? Refusal { get; }

    public static Candidate Of(Invitation invitation, StaffMember member) => new(invitation, member, null);

    public static Candidate No(Refusal why) => new(null, null, why);
}

/// <summary>Makes members out of invitations.</summary>
internal sealed class Enrolling(
    Invitations invitations, StaffContext staff, CasesContext cases, LockdownState lockdown, UserManager<StaffMember> members, AdministratorLink administratorLink)
{
    /// <summary>Checks link and pseudonym.</summary>
    public async Task<Candidate> CandidateAsync(string? token, string? pseudonym, CancellationToken cancel)
    {
        if (await invitations.FindAsync(token, cancel) is not { } invitation)
            return Candidate.No(Refusal.InvitationOver);
        // Whoever is locked out may have kept a link for themselves.
        if (await InviterAsync(invitation, cancel) is { } inviter && lockdown.IsLockedOut(inviter))
            return Candidate.No(Refusal.InvitationOver);
        // A pseudonym that the inviter chose is the one that colleagues were told.
        string? name = invitation.Pseudonym ?? pseudonym;
        if (!Pseudonym.IsOne(name))
            return Candidate.No(Refusal.PseudonymMalformed);
        if (await invitations.IsTakenAsync(name!, invitation, cancel))
            return Candidate.No(Refusal.PseudonymTaken);
        return Candidate.Of(invitation, StaffMember.Invited(invitation.Member, name!, invitation.RoleSet));
    }

    private async Task<MemberId?> InviterAsync(Invitation invitation, CancellationToken cancel)
    {
        string member = invitation.Member.Text;
        string? by = await cases.Outbox.Where(e => e.Type == "invite/v1" && e.About == member).Select(e => e.By).FirstOrDefaultAsync(cancel);
        // The first administrator's is the operator's.
        return MemberId.TryParse(by, out var inviter) ? inviter : null;
    }

    /// <summary>Uses the invitation up and makes the member with their credential, all or nothing.</summary>
    /// <param name="candidate">Who enrols.</param>
    /// <param name="addCredential">Adds what the member will sign in with; false undoes everything.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>False when the link was used meanwhile or Identity refused.</returns>
    public async Task<bool> EnrolAsync(
        Candidate candidate, Func<UserManager<StaffMember>, Task<bool>> addCredential, CancellationToken cancel)
    {
        await using var transaction = await staff.Database.BeginTransactionAsync(cancel);
        bool enrolled = await invitations.UseAsync(candidate.Invitation!, cancel)
            && (await members.CreateAsync(candidate.Member!)).Succeeded
            && await addCredential(members);
        if (!enrolled)
            return false;
        await transaction.CommitAsync(cancel);
        administratorLink.Delete();
        return true;
    }
}
