using System.Collections.Frozen;
using SecureIntake.Portal.Access;

namespace SecureIntake.Portal.Lockdowns;

/// <summary>
/// While a lockdown stands, nothing about cases is answered: not even which there are, but for who asks for which source, so that they can be vetoed. Members, desk keys and the log stay open, so that whoever is in
/// danger can be struck, testimony goes on arriving under fresh keys, and auditors see what happened.
/// </summary>
internal static class LockdownGuard
{
    private static readonly FrozenSet<Capability> Closed =
    [
        Capability.SeeCases, Capability.OpenParts, Capability.Triage, Capability.AssignVerifier, Capability.KeyIn, Capability.LeaseToBench,
        Capability.RequestCustody,
    ];

    /// <summary>Refuses what is closed. Behind authorization: whoever may do nothing learns nothing.</summary>
    public static void UseLockdown(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        bool closed = context.GetEndpoint()?.Metadata.GetMetadata<RequiresAttribute>() is { Capability: var capability } && Closed.Contains(capability);
        if (!closed || !context.RequestServices.GetRequiredService<LockdownState>().Stands)
            await next(context);
        else if (context.Request.WantsPage())
            context.Response.StatusCode = Refusal.LockdownStands.Status;
        else
            await Refusal.LockdownStands.ExecuteAsync(context);
    });
}
