using System.Security.Claims;
using SecureIntake.Cases;
using SecureIntake.Cases.Staff;

namespace SecureIntake.Portal.Access;

/// <summary>Who the signed-in member is.</summary>
internal static class MemberClaims
{
    /// <summary>The member's id.</summary>
    /// <exception cref="InvalidOperationException">Our bug: nobody is signed in, so the endpoint lacks a capability.</exception>
    public static Id<Member> Member(this ClaimsPrincipal user) =>
        user.TryMember(out var member) ? member : throw new InvalidOperationException("Nobody is signed in.");

    /// <summary>The member's id, if anyone is signed in.</summary>
    public static bool TryMember(this ClaimsPrincipal user, out Id<Member> member) =>
        Id<Member>.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), out member);

    /// <summary>Whether the portal's own records give the member this role. The signed directory must agree before it counts.</summary>
    public static bool Holds(this ClaimsPrincipal user, Role role) => user.IsInRole(role.Word());
}
