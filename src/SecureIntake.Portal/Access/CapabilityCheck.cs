using Microsoft.AspNetCore.Authorization;
using SecureIntake.Portal.Trust;

namespace SecureIntake.Portal.Access;

/// <summary>A policy's one requirement: a role that holds the capability.</summary>
internal sealed record CapabilityRequirement(Capability Capability) : IAuthorizationRequirement;

/// <summary>Decides whether the signed-in member holds a capability.</summary>
internal sealed class CapabilityCheck(CurrentWorld current) : AuthorizationHandler<CapabilityRequirement>
{
    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, CapabilityRequirement requirement)
    {
        if (Capabilities.Allow(context.User, requirement.Capability, await current.GetAsync(CancellationToken.None)))
            context.Succeed(requirement);
    }
}

/// <summary>One policy a capability; what declares nothing is refused.</summary>
internal static class AccessPolicies
{
    /// <summary>Adds the policies and the check.</summary>
    public static void AddAccess(this IServiceCollection services)
    {
        services.AddScoped<IAuthorizationHandler, CapabilityCheck>();
        var access = services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAssertion(_ => false).Build());
        foreach (var capability in Enum.GetValues<Capability>())
        {
            access.AddPolicy(capability.ToString(), policy => policy
                .RequireAuthenticatedUser()
                .AddRequirements(new CapabilityRequirement(capability)));
        }
    }
}
