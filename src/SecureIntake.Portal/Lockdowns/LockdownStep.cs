using System.Security.Claims;
using SecureIntake.Audit.Events;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Cases;
using SecureIntake.Portal.Log;
using SecureIntake.Portal.Trust;

namespace SecureIntake.Portal.Lockdowns;

/// <summary>What declaring and lifting have in common: received, logged, told to gate and benches.</summary>
internal sealed class LockdownStep(ActReceiver receiver, CaseStep step, LockoutTurns turns, LockdownHerald herald, CurrentWorld current)
{
    /// <summary>Does it, unless a rule refuses it.</summary>
    public async Task<IResult> RunAsync<TAct>(ClaimsPrincipal user, ActEnvelope body, Func<TAct, SignedWorld?, Refusal?> rule, CancellationToken cancel)
        where TAct : SignedAct
    {
        var received = await receiver.ReceiveAsync<TAct>(user, body, step.Cases, cancel);
        if (!received.Accepted)
            return received.Refusal;
        var (logged, refusal) = await RecordAsync(received, rule, cancel);
        return logged is null ? refusal! : TypedResults.Ok(new LockdownRoutes.Told(logged, await herald.TellAsync(ask: true, cancel)));
    }

    private async Task<(Logged? Logged, IResult? Refusal)> RecordAsync<TAct>(Received<TAct> received, Func<TAct, SignedWorld?, Refusal?> rule, CancellationToken cancel)
        where TAct : SignedAct
    {
        using var turn = received.Act is MemberLockedOut ? await turns.LockOutAsync(cancel) : null;
        return rule(received.Act!, await current.GetAsync(cancel)) is { } refusal ? (null, refusal) : await step.RecordAsync(received.Digest!, cancel);
    }
}
