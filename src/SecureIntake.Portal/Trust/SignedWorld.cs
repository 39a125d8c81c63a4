using SecureIntake.Cases;
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

    private SignedWorld(Bundle signed, PolicyDocument policy, DirectoryDocument directory)
    {
        (Signed, Policy, Directory) = (signed, policy, directory);
        _members = directory.Members.ToDictionary(member => member.Id);
    }

    /// <summary>The three envelopes.</summary>
    /// <param name="Policy"><c>policy/v1</c>.</param>
    /// <param name="Directory"><c>directory/v1</c>.</param>
    /// <param name="Roster"><c>roster/v1</c>.</param>
    internal sealed record Bundle(SignedDocument Policy, SignedDocument Directory, SignedDocument Roster);

    /// <summary>What the root signed.</summary>
    public Bundle Signed { get; }

    public PolicyDocument Policy { get; }

    public DirectoryDocument Directory { get; }

    /// <summary>Whether the documents hold on a day.</summary>
    public bool HoldsOn(DateOnly day) => day >= Policy.Issued && day <= Policy.Expires && Directory.HoldsOn(day);

    /// <summary>The member as the root listed them; null for anyone else.</summary>
    public Member? Find(MemberId member) => _members.GetValueOrDefault(member.AsOpaque());

    /// <summary>Whether the root lists the member with this role.</summary>
    public bool Lists(MemberId member, Role role) => Find(member)?.Roles.Contains(role) ?? false;

    /// <summary>Verifies what the root signed (Sealing/FORMAT.md §4), and that the three documents belong together.</summary>
    /// <param name="signed">The envelopes.</param>
    /// <param name="rootFingerprint">The pinned root.</param>
    /// <param name="world">What was verified; null otherwise.</param>
    /// <returns>Why not, or <see cref="WorldFailure.None"/>.</returns>
    public static WorldFailure TryVerify(Bundle signed, string rootFingerprint, out SignedWorld? world)
    {
        world = null;
        if (!signed.Policy.TryRead<PolicyDocument>(out var policy)
            || !signed.Directory.TryRead<DirectoryDocument>(out var directory)
            || !signed.Roster.TryRead<RosterDocument>(out var roster))
        {
            return WorldFailure.Malformed;
        }

        if (policy.Root.Fingerprint != rootFingerprint)
            return WorldFailure.WrongRoot;
        if (!policy.Root.Signed(signed.Policy) || !policy.Root.Signed(signed.Directory) || !policy.Root.Signed(signed.Roster))
            return WorldFailure.NotSigned;
        if (!Agree(policy, directory, roster, signed.Directory.BodyDigest))
            return WorldFailure.Disagree;
        world = new SignedWorld(signed, policy, directory);
        return WorldFailure.None;
    }

    // The log is verified by roster and policy, staff work by the directory: one must not say what the other does not.
    private static bool Agree(PolicyDocument policy, DirectoryDocument directory, RosterDocument roster, Bytes32 digest)
    {
        var signers = directory.Members.Select(member => new MemberSigner(member.Id, member.Signer)).ToHashSet();
        var leads = directory.Members.Where(member => member.Roles.Contains(Role.Lead))
            .Select(member => new MemberSigner(member.Id, member.Signer)).ToHashSet();
        return roster.Directory.Equals(digest)
            && signers.SetEquals(roster.Signers)
            && directory.Benches.ToHashSet().SetEquals(roster.Benches)
            && leads.SetEquals(policy.Leads);
    }
}

/// <summary>Why documents are not what the root signed together.</summary>
internal enum WorldFailure
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>A document is not of its kind or not sound.</summary>
    Malformed,

    /// <summary>Another root than the pinned one.</summary>
    WrongRoot,

    /// <summary>Too few of the root's keys signed.</summary>
    NotSigned,

    /// <summary>The documents do not belong together.</summary>
    Disagree,
}
