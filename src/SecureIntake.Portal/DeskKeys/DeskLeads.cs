using SecureIntake.Cases.Staff;
using SecureIntake.Portal.Lockdowns;
using SecureIntake.Portal.Trust;
using SecureIntake.Sealing.Documents;
using Member = SecureIntake.Sealing.Documents.Member;
using MemberId = SecureIntake.Cases.Id<SecureIntake.Cases.Staff.Member>;

namespace SecureIntake.Portal.DeskKeys;

/// <summary>The leads to whom desk keys are sealed today: those of the directory who are not locked out. Whoever is let in again gets a share then.</summary>
internal sealed class DeskLeads(LockdownState lockdown)
{
    /// <summary>The leads.</summary>
    public IEnumerable<Member> Of(SignedWorld world) =>
        world.Directory.Members.Where(member => member.Roles.Contains(Role.Lead) && !lockdown.IsLockedOut(member.Id.As<SecureIntake.Cases.Staff.Member>()));

    /// <summary>Members of the directory to whom no key is sealed now, though they lead.</summary>
    public IEnumerable<Member> LockedOutOf(SignedWorld world) => world.Leads().Except(Of(world));

    /// <summary>
    /// Whether a key is made anew instead of finished: too few have signed it so far, and somebody who signed or has a share is locked out by now or leads no more. Nobody
    /// has sealed to it. A finished key stays, whoever has a share: one lead alone must not undo what several signed.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="holders">To whom it is sealed.</param>
    /// <param name="world">What the root signed.</param>
    public bool IsMadeAnew(DeskKey key, IEnumerable<MemberId> holders, SignedWorld world)
    {
        if (key.Entry is not null)
            return false;
        var leads = Of(world).ToList();
        return key.Line().Signatures.Any(signature => !leads.Exists(lead => lead.Signer.Equals(signature.Key)))
            || holders.Any(holder => !leads.Exists(lead => lead.Id == holder.AsOpaque()));
    }
}
