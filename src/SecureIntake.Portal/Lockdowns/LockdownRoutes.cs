using System.Security.Claims;
using SecureIntake.Audit.Events;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Log;

namespace SecureIntake.Portal.Lockdowns;

/// <summary>Declaring a lockdown and lifting one, each with a statement that the member's browser signed.</summary>
internal static class LockdownRoutes
{
    /// <param name="Logged">The statement in the log.</param>
    /// <param name="GateKnows">Whether the gate has it, too; if not, it will be told.</param>
    internal sealed record Told(Logged Logged, bool GateKnows);

    public static void AddLockdown(this IServiceCollection services)
    {
        services.AddSingleton<LockdownState>();
        services.AddSingleton<LockdownHerald>();
        services.AddScoped<LockdownStep>();
        services.AddHostedService(provider => provider.GetRequiredService<LockdownHerald>());
    }

    public static void MapLockdown(this IEndpointRouteBuilder app)
    {
        app.MapPost("/lockdown", DeclareAsync).Requires(Capability.DeclareLockdown);
        app.MapPost("/lockdown/lift", LiftAsync).Requires(Capability.LiftLockdown);
    }

    private static Task<IResult> DeclareAsync(ActEnvelope body, ClaimsPrincipal user, LockdownStep step, Sequencer log, CancellationToken cancel) =>
        step.RunAsync<LockdownDeclared>(
            user, body, (act, _) => log.Lockdowns.MayDeclare(act.Stamp.By, act.Stamp.At) ? null : Refusal.LockdownAgain, cancel);

    private static Task<IResult> LiftAsync(ActEnvelope body, ClaimsPrincipal user, LockdownStep step, LockdownState state, CancellationToken cancel) =>
        step.RunAsync<LiftSigned>(
            user, body,
            (act, world) => state.Standing.FirstOrDefault(standing => standing.Leaf == act.Lockdown) is not { } lockdown ? Refusal.LockdownNone
                : LiftProgress.Of(lockdown, world).WaitsFor(user.Member(), world) ? null
                : Refusal.LockdownLifted,
            cancel);
}
