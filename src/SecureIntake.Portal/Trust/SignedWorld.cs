using System.Diagnostics.CodeAnalysis;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Documents;
using Member = SecureIntake.Sealing.Documents.Member;
using MemberId = SecureIntake.Cases.Id<SecureIntake.Cases.Staff.Member>;

namespace SecureIntake.Portal.Trust;

/// <summary>
/// Policy, directory and roster as the root signed them together. Made by <see cref="TryVerify"/> only. The portal checks them to refuse early
/// and to keep its pages honest; every browser checks them again for itself.
/// </summary>
internal sealed class SignedWorld
{
    private readonly Dictionary<OpaqueId, Member> _members;

    private SignedWorld(RootPublication signed, VerifiedPublication bodies)
    {
        (Signed, Policy, Directory, Roster) = (signed, bodies.Policy, bodies.Directory, bodies.Roster);
        _members = Directory.Members.ToDictionary(member => member.Id);
    }

    /// <summary>The envelopes, as the root signed them.</summary>
    public RootPublication Signed { get; }

    public PolicyDocument Policy { get; }

    public DirectoryDocument Directory { get; }

    public RosterDocument Roster { get; }

    /// <summary>The last day on which all three hold.</summary>
    public DateOnly Expires => new[] { Policy.Expires, Directory.Expires, Roster.Expires }.Min();

    /// <summary>Verifies what the root signed (Sealing/FORMAT.md §4) and that it holds today.</summary>
    public static bool TryVerify(
        RootPublication signed, string rootFingerprint, DateOnly today, [NotNullWhen(true)] out SignedWorld? world, out PublicationFailure why)
    {
        world = signed.TryVerify(rootFingerprint, today, out var bodies, out why) ? new SignedWorld(signed, bodies) : null;
        return world is not null;
    }

    /// <summary>Whether the documents still hold on a day.</summary>
    public bool HoldsOn(DateOnly day) => Policy.HoldsOn(day) && Directory.HoldsOn(day) && Roster.HoldsOn(day);

    /// <summary>The member as the root listed them; null for anyone else.</summary>
    public Member? Find(MemberId member) => _members.GetValueOrDefault(member.AsOpaque());

    /// <summary>Whether the root lists the member with this role.</summary>
    public bool Lists(MemberId member, Role role) => Find(member)?.Roles.Contains(role) ?? false;
}
