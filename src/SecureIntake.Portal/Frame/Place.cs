using System.Security.Claims;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Trust;

namespace SecureIntake.Portal.Frame;

/// <summary>A place in the rail.</summary>
/// <param name="Href">Where it leads.</param>
/// <param name="Text">What it is called.</param>
/// <param name="Needs">Who sees it.</param>
internal sealed record Place(string Href, string Text, Capability Needs)
{
    private static readonly Place[] All =
    [
        new("/", "Home", Capability.OwnAccount),
        new("/cases", "Cases", Capability.SeeCases),
        new("/desk-keys", "Desk keys", Capability.PrepareDeskKeys),
        new("/members", "Members", Capability.ManageMembers),
        new("/audit", "Audit", Capability.ReadLog),
        new("/own-entries", "Your entries", Capability.ReadOwnEntries),
        new("/custody", "Custody", Capability.VetoCustody),
        new("/lockdown", "Lockdown", Capability.LiftLockdown),
    ];

    /// <summary>The places that a member may go to, in the order of the rail.</summary>
    public static IEnumerable<Place> For(ClaimsPrincipal user, SignedWorld? world) =>
        All.Where(place => Capabilities.Allow(user, place.Needs, world));

    /// <summary>Whether a path lies at this place or below it.</summary>
    public bool Holds(PathString path) =>
        Href == "/" ? path == "/" : path.StartsWithSegments(Href, StringComparison.Ordinal);
}
