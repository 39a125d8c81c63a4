using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using SecureIntake.Audit.Events;
using SecureIntake.Cases;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Log;
using SecureIntake.Portal.Trust;

namespace SecureIntake.Portal.Lockdowns;

/// <summary>What declaring and lifting have in common: received, logged, told to gate and benches.</summary>
internal sealed class LockdownStep(CasesContext cases, ActReceiver receiver, Sequencer log, LockdownHerald herald, CurrentWorld current)
{
    /// <summary>Does it, unless a rule refuses it.</summary>
    public async Task<IResult> RunAsync<TAct>(ClaimsPrincipal user, ActEnvelope body, Func<TAct, SignedWorld?, Refusal?> rule, CancellationToken cancel)
        where TAct : SignedAct
    {
        var received = await receiver.ReceiveAsync<TAct>(user, body, cases, cancel);
        if (!received.Accepted)
            return received.Refusal;
        if (rule(received.Act, await current.GetAsync(cancel)) is { } refusal)
            return refusal;
        try
        {
            await cases.SaveChangesAsync(cancel);
        }
        catch (DbUpdateException e) when (current.HasChanged(e))
        {
            return Refusal.TrustChanged;
        }

        var logged = await log.WaitAsync(received.Digest, cancel);
        return TypedResults.Ok(new LockdownRoutes.Told(logged, await herald.TellAsync(ask: true, cancel)));
    }
}
