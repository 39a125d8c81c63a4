using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using SecureIntake.Audit.Events;
using SecureIntake.Cases;
using SecureIntake.Cases.Auditing;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Lockdowns;
using SecureIntake.Portal.Trust;

namespace SecureIntake.Portal.Log;

/// <summary>
/// Takes signed acts. Each is checked against what is known without opening anything: its form, its signer, who is signed in, the clock, and
/// that it was not here before. Whether it may be done in this case is for the caller.
/// </summary>
internal sealed class ActReceiver(CurrentWorld world, LockdownState lockdown, WaitingActs waiting, TimeProvider time)
{
    /// <summary>How far the clock of the member's device may be off.</summary>
    public static readonly TimeSpan Slack = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Checks an act and adds it to the outbox. Save the context, in one transaction with what the act changes; then wait for the digest with
    /// <see cref="Sequencer.WaitAsync"/>, and only then let it take effect. One that waits for witnesses may come again; it is not added twice.
    /// </summary>
    /// <typeparam name="TAct">The act that the endpoint takes; the purposes it may have are part of its form.</typeparam>
    public async Task<Received<TAct>> ReceiveAsync<TAct>(
        ClaimsPrincipal user, ActEnvelope envelope, CasesContext cases, CancellationToken cancel)
        where TAct : SignedAct
    {
        if (envelope.ToEntry() is not { } bytes || !Entry.TryParse(bytes, out var entry) || entry.Act is not TAct act)
            return Received<TAct>.No(Refusal.ActMalformed);
        if (act.Stamp.By.ToString() != user.Member().Text)
            return Received<TAct>.No(Refusal.ActSigner);
        var signed = await world.GetAsync(cancel);
        if (signed?.Find(user.Member()) is not { } listed || listed.Signer.ToString() != entry.Key.ToString() || !entry.SignatureHolds())
            return Received<TAct>.No(Refusal.ActSigner);
        if (lockdown.IsLockedOut(user.Member()))
            return Received<TAct>.No(Refusal.LockedOut);
        // Asked of the very world that the save is held to: whoever was a lead a moment ago would save what the log then refuses.
        if (act.NeedsLead && !signed.Lists(user.Member(), Role.Lead))
            return Received<TAct>.No(Refusal.AccessDenied);
        if ((act.Stamp.At - time.GetUtcNow()).Duration() > Slack)
            return Received<TAct>.No(Refusal.ActTime);
        var outbox = OutboxEntry.Of(bytes);
        if (await cases.Outbox.AnyAsync(e => e.Digest == outbox.Digest, cancel))
            return waiting.TryTake(outbox.Digest) ? Received<TAct>.Yes(act, outbox.Digest, cameAgain: true) : Received<TAct>.No(Refusal.ActReplayed);
        cases.Outbox.Add(outbox);
        CurrentWorld.Hold(cases, signed);
        return Received<TAct>.Yes(act, outbox.Digest);
    }
}
