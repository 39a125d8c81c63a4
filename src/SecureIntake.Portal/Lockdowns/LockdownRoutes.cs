using System.Security.Claims;
using SecureIntake.Audit.Events;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Log;
using SecureIntake.Portal.Trust;
using MemberId = SecureIntake.Cases.Id<SecureIntake.Cases.Staff.Member>;

namespace SecureIntake.Portal.Lockdowns;

/// <summary>Locking everything or one member out, and lifting that, each with a statement that the member's browser signed.</summary>
internal static class LockdownRoutes
{
    /// <param name="Logged">The statement in the log.</param>
    /// <param name="GateKnows">Whether the gate has it, too; if not, it will be told.</param>
    internal sealed record Told(Logged Logged, bool GateKnows);

    public static void AddLockdown(this IServiceCollection services)
    {
        services.AddSingleton<LockdownState>();
        services.AddSingleton<LockoutTurns>();
        services.AddSingleton<LockdownHerald>();
        services.AddScoped<LockdownStep>();
        services.AddHostedService(provider => provider.GetRequiredService<LockdownHerald>());
    }

    public static void MapLockdown(this IEndpointRouteBuilder app)
    {
        app.MapPost("/lockdown", DeclareAsync).Requires(Capability.DeclareLockdown);
        app.MapPost("/lockdown/member", LockOutAsync).Requires(Capability.DeclareLockdown);
        app.MapPost("/lockdown/self", LockSelfOutAsync).Requires(Capability.LockSelfOut);
        app.MapPost("/lockdown/lift", LiftAsync).Requires(Capability.LiftLockdown);
    }

    private static Task<IResult> DeclareAsync(ActEnvelope body, ClaimsPrincipal user, LockdownStep step, Sequencer log, CancellationToken cancel) =>
        step.RunAsync<LockdownDeclared>(
            user, body, (act, _) => log.Lockdowns.MayDeclare(act.Stamp.By, act.Stamp.At, only: null) ? null : Refusal.LockdownAgain, cancel);

    private static Task<IResult> LockOutAsync(ActEnvelope body, ClaimsPrincipal user, LockdownStep step, LockdownState state, Sequencer log, CancellationToken cancel) =>
        step.RunAsync<MemberLockedOut>(
            user, body,
            (act, world) => WhyNot(act, state, world)
                ?? (log.Lockdowns.MayDeclare(act.Stamp.By, act.Stamp.At, act.Only) && (act.Member == act.Stamp.By || !log.HoldsAnotherOut(act.Stamp.By)) ? null : Refusal.LockoutAgain),
            cancel);

    private static Task<IResult> LockSelfOutAsync(ActEnvelope body, ClaimsPrincipal user, LockdownStep step, LockdownState state, CancellationToken cancel) =>
        step.RunAsync<MemberLockedOut>(
            user, body, (act, world) => act.Member == act.Stamp.By ? WhyNot(act, state, world) : Refusal.LockoutUnknown, cancel);

    private static Refusal? WhyNot(MemberLockedOut act, LockdownState state, SignedWorld? world) =>
        // By the key that the root lists, which is the one that they could sign with.
        !MemberId.TryParse(act.Member.ToString(), out var member) || world?.Find(member)?.Signer.ToString() != act.Key.ToString() ? Refusal.LockoutUnknown
        : state.IsNeeded(member, MemberId.Parse(act.Stamp.By.ToString()), world) ? Refusal.LockoutLast
        : null;

    private static Task<IResult> LiftAsync(ActEnvelope body, ClaimsPrincipal user, LockdownStep step, LockdownState state, CancellationToken cancel) =>
        step.RunAsync<LiftSigned>(
            user, body,
            (act, world) => state.Standing.FirstOrDefault(standing => standing.Leaf == act.Lockdown) is not { } lockdown ? Refusal.LockdownNone
                : state.ProgressOf(lockdown, world).WaitsFor(user.Member(), world) ? null
                : Refusal.LockdownLifted,
            cancel);
}
