using Microsoft.EntityFrameworkCore;
using SecureIntake.Cases;
using SecureIntake.Portal.Staff;
using SecureIntake.Portal.Trust;
using SecureIntake.Sealing.Age;
using SecureIntake.Sealing.Documents;
using Listed = SecureIntake.Sealing.Documents.Member;
using Member = SecureIntake.Cases.Staff.Member;

namespace SecureIntake.Portal.Membership;

/// <summary>Where someone stands on the way from an invitation to the signed directory.</summary>
internal enum MemberState
{
    /// <summary>Has a link that works.</summary>
    Invited,

    /// <summary>Has an account, but made no key yet.</summary>
    WithoutKey,

    /// <summary>Has a key that the root has not signed, or other roles than the root signed.</summary>
    Unsigned,

    /// <summary>Stands in the signed directory as the portal knows them.</summary>
    Signed,
}

/// <summary>A line of the roll.</summary>
/// <param name="Id">The id in log and directory.</param>
/// <param name="Pseudonym">What colleagues say; null where the invited person will choose.</param>
/// <param name="Roles">As invited.</param>
/// <param name="State">How far they are.</param>
/// <param name="Keys">As the root would list them; null without a key.</param>
/// <param name="LinkEnds">Until when the link works; null for members.</param>
internal sealed record RollLine(
    Id<Member> Id, string? Pseudonym, IReadOnlySet<Role> Roles, MemberState State, Listed? Keys, DateTimeOffset? LinkEnds);

/// <summary>Everyone who is invited or enrolled.</summary>
internal sealed class Roll(StaffContext staff, CurrentWorld world, TimeProvider time)
{
    /// <summary>The invited first, then the members by pseudonym.</summary>
    public async Task<IReadOnlyList<RollLine>> ReadAsync(CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var invited = await staff.Invitations.AsNoTracking().Where(i => i.Expires > now).ToListAsync(cancel);
        var lines = invited.OrderBy(i => i.Expires)
            .Select(i => new RollLine(i.Member, i.Pseudonym, i.RoleSet, MemberState.Invited, null, i.Expires));
        return [.. lines, .. await MembersAsync(cancel)];
    }

    /// <summary>The members, by pseudonym.</summary>
    public async Task<IReadOnlyList<RollLine>> MembersAsync(CancellationToken cancel)
    {
        var signed = await world.GetAsync(cancel);
        var members = await staff.Members.AsNoTracking().OrderBy(m => m.UserName).ToListAsync(cancel);
        var keys = await staff.StaffKeys.AsNoTracking().ToDictionaryAsync(k => k.Member, cancel);
        return [.. members.Select(member => Line(member, keys.GetValueOrDefault(member.Member), signed))];
    }

    private static RollLine Line(StaffMember member, StaffKeyRecord? key, SignedWorld? signed)
    {
        var listed = key is null ? null : AsListed(member, key);
        var state = listed is null ? MemberState.WithoutKey
            : signed?.Find(member.Member) is { } known && IsSame(known, listed) ? MemberState.Signed
            : MemberState.Unsigned;
        return new RollLine(member.Member, member.UserName, member.RoleSet, state, listed, null);
    }

    private static Listed AsListed(StaffMember member, StaffKeyRecord key) =>
        HybridRecipient.TryParse(key.Recipient, out var recipient) && Signer.TryParse(key.Signer, out var signer)
            ? new Listed(member.Member.AsOpaque(), [.. member.RoleSet.Order()], recipient, signer)
            : throw new FormatException("A kept staff key does not parse.");

    private static bool IsSame(Listed left, Listed right) =>
        left.Recipient.Equals(right.Recipient) && left.Signer.Equals(right.Signer) && left.Roles.ToHashSet().SetEquals(right.Roles);
}
