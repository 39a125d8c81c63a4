using SecureIntake.Portal.Lockdowns;
using SecureIntake.Portal.Trust;
using SecureIntake.Sealing.Documents;
using MemberId = SecureIntake.Cases.Id<SecureIntake.Cases.Staff.Member>;

namespace SecureIntake.Portal.DeskKeys;

/// <summary>The leads to whom desk keys are sealed today: those of the directory who are not locked out. Whoever is let in again gets a share then.</summary>
internal sealed class DeskLeads(LockdownState lockdown)
{
    /// <summary>So many days before its Monday the key of a week rests for good: from that day on a source's program may seal to it.</summary>
    private const int DaysBefore = 1;

    /// <summary>The leads.</summary>
    public IEnumerable<Member> Of(SignedWorld world) =>
        world.Directory.Members.Where(member => member.Roles.Contains(Role.Lead) && !lockdown.IsLockedOut(member.Id.As<SecureIntake.Cases.Staff.Member>()));

    /// <summary>Members of the directory to whom no key is sealed now, though they lead.</summary>
    public IEnumerable<Member> LockedOutOf(SignedWorld world) => world.Leads().Except(Of(world));

    /// <summary>Whether there are enough leads to sign a key. Where there are not, one that is in the wrong hands is better than none: intake would stop.</summary>
    public bool AreEnough(SignedWorld world) => Of(world).Count() >= world.Policy.DeskSignatures;

    /// <summary>
    /// Whether a week's key is to be made anew: it is still to come, and somebody signed the line or has a share who is locked out by now or leads no more. Nobody has
    /// sealed to it yet. Every other key stays as the first lead made it.
    /// </summary>
    /// <param name="week">The week.</param>
    /// <param name="line">Its line.</param>
    /// <param name="holders">To whom the key is sealed.</param>
    /// <param name="world">What the root signed.</param>
    /// <param name="today">Today.</param>
    public bool IsInWrongHands(Week week, SignedDocument line, IEnumerable<MemberId> holders, SignedWorld world, DateOnly today)
    {
        if (week.Monday <= today.AddDays(DaysBefore))
            return false;
        var leads = Of(world).ToList();
        return line.Signatures.Any(signature => !leads.Exists(lead => lead.Signer.Equals(signature.Key)))
            || holders.Any(holder => !leads.Exists(lead => lead.Id == holder.AsOpaque()));
    }
}
