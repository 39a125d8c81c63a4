using System.Collections.Frozen;
using System.Security.Claims;
using SecureIntake.Portal.Trust;

namespace SecureIntake.Portal.Access;

/// <summary>What an endpoint lets its caller do. Every endpoint declares exactly one, or stands on the anonymous list.</summary>
internal enum Capability
{
    /// <summary>Sign out, keep one's own sealed key, see one's own home page and the organisation's signed documents.</summary>
    OwnAccount,

    /// <summary>See the entries of the log that name one.</summary>
    ReadOwnEntries,

    /// <summary>Say in the log that an entry which names one is not one's doing.</summary>
    DisputeOwnEntries,

    /// <summary>Invite members, publish what the root signed.</summary>
    ManageMembers,

    /// <summary>Prepare and countersign the desk keys of the coming weeks.</summary>
    PrepareDeskKeys,

    /// <summary>List cases and see the page of a case; which cases is a matter of grants.</summary>
    SeeCases,

    /// <summary>Ask for the headers of parts that one may open.</summary>
    OpenParts,

    /// <summary>Take a case from the desk.</summary>
    Triage,

    /// <summary>Give a verifier access to a case.</summary>
    AssignVerifier,

    /// <summary>Add what stands on a document, typed in and sealed.</summary>
    KeyIn,

    /// <summary>Lease documents to the bench.</summary>
    LeaseToBench,

    /// <summary>Read the whole log.</summary>
    ReadLog,

    /// <summary>Close everything to oneself.</summary>
    LockSelfOut,

    /// <summary>Close everything, to all or to one member.</summary>
    DeclareLockdown,

    /// <summary>See what stands, and lift it together with another.</summary>
    LiftLockdown,

    /// <summary>Ask custodians for the source of a case that one reads.</summary>
    RequestCustody,

    /// <summary>See who asks for which source, and veto it.</summary>
    VetoCustody,
}

/// <summary>The one table of who may do what.</summary>
internal static class Capabilities
{
    private static readonly FrozenDictionary<Capability, Role[]> Roles = new Dictionary<Capability, Role[]>
    {
        [Capability.OwnAccount] = [Role.Administrator, Role.Lead, Role.Verifier, Role.Auditor],
        [Capability.ReadOwnEntries] = [Role.Administrator, Role.Lead, Role.Verifier, Role.Auditor],
        [Capability.DisputeOwnEntries] = [Role.Administrator, Role.Lead, Role.Verifier, Role.Auditor],
        [Capability.ManageMembers] = [Role.Administrator],
        [Capability.PrepareDeskKeys] = [Role.Lead],
        [Capability.SeeCases] = [Role.Lead, Role.Verifier],
        [Capability.OpenParts] = [Role.Lead, Role.Verifier],
        [Capability.Triage] = [Role.Lead],
        [Capability.AssignVerifier] = [Role.Lead],
        [Capability.KeyIn] = [Role.Lead, Role.Verifier],
        [Capability.LeaseToBench] = [Role.Lead],
        [Capability.ReadLog] = [Role.Auditor],
        [Capability.LockSelfOut] = [Role.Administrator, Role.Lead, Role.Verifier, Role.Auditor],
        [Capability.DeclareLockdown] = [Role.Administrator, Role.Lead],
        [Capability.LiftLockdown] = [Role.Administrator, Role.Lead, Role.Auditor],
        [Capability.RequestCustody] = [Role.Lead],
        [Capability.VetoCustody] = [Role.Administrator, Role.Lead, Role.Auditor],
    }.ToFrozenDictionary();

    /// <summary>The roles that hold a capability.</summary>
    /// <exception cref="KeyNotFoundException">Our bug: a capability without a line in the table.</exception>
    public static IReadOnlyList<Role> RolesOf(Capability capability) => Roles[capability];

    /// <summary>
    /// Whether the signed-in member holds a capability. A role counts when the portal gives it and the root's signed directory lists the member
    /// with it. Two things must work before there is a directory: making one's own key, and administering, which only proposes, since whom
    /// readers trust is the root's word alone.
    /// </summary>
    /// <param name="user">Who is signed in; nobody holds nothing.</param>
    /// <param name="capability">What they want.</param>
    /// <param name="world">What the root signed and holds today; null without.</param>
    public static bool Allow(ClaimsPrincipal user, Capability capability, SignedWorld? world) =>
        user.TryMember(out var member)
        && RolesOf(capability).Any(role => user.Holds(role) && (!NeedsDirectory(capability) || (world?.Lists(member, role) ?? false)));

    private static bool NeedsDirectory(Capability capability) =>
        capability is not (Capability.OwnAccount or Capability.ReadOwnEntries or Capability.ManageMembers);
}
