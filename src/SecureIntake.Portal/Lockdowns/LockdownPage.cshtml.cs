using System.Text.Json;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using SecureIntake.Audit.Log;
using SecureIntake.Audit.Verification;
using SecureIntake.Cases;
using SecureIntake.Cases.Gates;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Auditing;
using SecureIntake.Portal.Log;
using SecureIntake.Portal.Staff;
using SecureIntake.Portal.Trust;

namespace SecureIntake.Portal.Lockdowns;

/// <summary>What stands, who has lifted it and who is missing; and the way to lock everything.</summary>
[Requires(Capability.LiftLockdown)]
internal sealed class LockdownPage(
    LockdownState state, LockdownHerald herald, GateClients gates, Sequencer log, CurrentWorld current, CasesContext cases, StaffContext staff, TimeProvider time)
    : PageModel
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <param name="Lockdown">The lockdown.</param>
    /// <param name="By">Who declared it.</param>
    /// <param name="LiftedBy">Who has lifted it.</param>
    /// <param name="Progress">Who is missing.</param>
    /// <param name="Proof">Its entry with the proof, for the reader's browser, where it waits for the reader; otherwise null.</param>
    internal sealed record Line(Lockdown Lockdown, string By, IReadOnlyList<string> LiftedBy, LiftProgress Progress, string? Proof);

    public IReadOnlyList<Line> Lines { get; private set; } = [];

    /// <summary>Whether the gate answered just now, and has all that stands.</summary>
    public bool GateKnows { get; private set; }

    /// <summary>Whether the gate's operator locked it at its own machine.</summary>
    public bool GateByHand => GateKnows && gates.LastLocks?.ByHand == true;

    /// <summary>Whether the reader's roles include locking.</summary>
    public bool MayDeclare { get; private set; }

    /// <summary>When the reader may lock again; null when they may now.</summary>
    public DateTimeOffset? RestsUntil { get; private set; }

    public async Task OnGetAsync(CancellationToken cancel)
    {
        GateKnows = await AskGateAsync(cancel);
        var world = await current.GetAsync(cancel);
        var names = await MemberNames.ReadAsync(staff, cancel);
        var logged = await cases.Outbox.AsNoTracking().Where(e => e.Type == "lockdown/v1" && e.Index != null).Select(e => new { e.Entry, e.Index }).ToListAsync(cancel);
        Lines = [.. state.Standing.Select(lockdown =>
        {
            var progress = LiftProgress.Of(lockdown, world);
            return new Line(
                lockdown, names.Of(lockdown.By.ToString()), [.. lockdown.LiftedBy.Select(member => names.Of(member.ToString()))], progress,
                progress.WaitsFor(User.Member(), world) && logged.Find(row => Rfc6962.Leaf(row.Entry) == lockdown.Leaf) is { Index: { } index }
                    ? Proof(index) : null);
        })];
        MayDeclare = Capabilities.Allow(User, Capability.DeclareLockdown, world);
        var own = log.Lockdowns.All.Where(earlier => earlier.By.ToString() == User.Member().Text).Select(earlier => earlier.At + LockdownHistory.Rest);
        RestsUntil = own.Where(until => until > time.GetUtcNow()).Select(until => (DateTimeOffset?)until).Max();
    }

    // The page shows the state as it is, and does not wait long for a gate that is away.
    private async Task<bool> AskGateAsync(CancellationToken cancel)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, patience.Token);
        try
        {
            return await herald.TellAsync(ask: true, either.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return false;
        }
    }

    private string Proof(long index) => JsonSerializer.Serialize(log.Prove(index), Web);
}
