using Microsoft.AspNetCore.Authorization;

namespace SecureIntake.Portal.Access;

/// <summary>Declares the capability that an endpoint or page needs.</summary>
/// <remarks>An endpoint without this attribute and without <see cref="AnonymousAttribute"/> is refused to everyone.</remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class RequiresAttribute(Capability capability) : AuthorizeAttribute(capability.ToString())
{
    /// <summary>The capability.</summary>
    public Capability Capability => capability;
}

/// <summary>Puts an endpoint or page on the anonymous list, which a test compares with a literal one.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class AnonymousAttribute : Attribute, IAllowAnonymous;

/// <summary>The same declarations for mapped endpoints.</summary>
internal static class EndpointAccess
{
    /// <summary>The endpoint needs this capability.</summary>
    public static TBuilder Requires<TBuilder>(this TBuilder endpoint, Capability capability)
        where TBuilder : IEndpointConventionBuilder
        => endpoint.WithMetadata(new RequiresAttribute(capability));

    /// <summary>The endpoint serves anyone.</summary>
    public static TBuilder Anonymous<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder
        => endpoint.WithMetadata(new AnonymousAttribute());
}
