using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace SecureIntake.Portal.Staff;

/// <summary>Makes the signed-in principal: id, pseudonym, security stamp, one claim a role.</summary>
internal sealed class StaffPrincipals(UserManager<StaffMember> members, IOptions<IdentityOptions> options)
    : IUserClaimsPrincipalFactory<StaffMember>
{
    public async Task<ClaimsPrincipal> CreateAsync(StaffMember user)
    {
        var claims = options.Value.ClaimsIdentity;
        var identity = new ClaimsIdentity(IdentityConstants.ApplicationScheme, claims.UserNameClaimType, claims.RoleClaimType);
        identity.AddClaim(new Claim(claims.UserIdClaimType, user.Id));
        identity.AddClaim(new Claim(claims.UserNameClaimType, user.UserName ?? ""));
        identity.AddClaim(new Claim(claims.SecurityStampClaimType, await members.GetSecurityStampAsync(user)));
        foreach (string role in user.Roles.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            identity.AddClaim(new Claim(claims.RoleClaimType, role));
        return new ClaimsPrincipal(identity);
    }
}
