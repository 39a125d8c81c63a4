using System.Text.Json;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;
using SecureIntake.Audit.Verification;
using SecureIntake.Cases;
using SecureIntake.Cases.Gates;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Auditing;
using SecureIntake.Portal.Log;
using SecureIntake.Portal.Staff;
using SecureIntake.Portal.Trust;
using Member = SecureIntake.Cases.Staff.Member;

namespace SecureIntake.Portal.Lockdowns;

/// <summary>What stands, who has lifted it and who is missing; and the way to lock everything, or one member out.</summary>
[Requires(Capability.LiftLockdown)]
internal sealed class LockdownPage(
    LockdownState state, LockdownHerald herald, GateClients gates, Sequencer log, CurrentWorld current, CasesContext cases, StaffContext staff, TimeProvider time)
    : PageModel
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <param name="Lockdown">The lockdown.</param>
    /// <param name="By">Who declared it.</param>
    /// <param name="Only">Whom it locks out, by pseudonym; null when it closes everything.</param>
    /// <param name="LiftedBy">Who has lifted it.</param>
    /// <param name="Progress">Who is missing.</param>
    /// <param name="Proof">Its entry with the proof, for the reader's browser, where it waits for the reader; otherwise null.</param>
    internal sealed record Line(Lockdown Lockdown, string By, string? Only, IReadOnlyList<string> LiftedBy, LiftProgress Progress, string? Proof);

    /// <param name="Id">The id.</param>
    /// <param name="Name">Pseudonym and roles.</param>
    internal sealed record Person(string Id, string Name);

    public IReadOnlyList<Line> Lines { get; private set; } = [];

    /// <summary>Whether one of them closes everything.</summary>
    public bool IsLocked => Lines.Any(line => line.Only is null);

    /// <summary>Whom the reader can lock out, by pseudonym: members who are not locked out, but for the reader and administrators who are needed.</summary>
    public IReadOnlyList<Person> People { get; private set; } = [];

    /// <summary>Whether the gate answered just now, and has all that stands.</summary>
    public bool GateKnows { get; private set; }

    /// <summary>Whether the gate's operator locked it at its own machine.</summary>
    public bool GateByHand => GateKnows && gates.LastLocks?.ByHand == true;

    /// <summary>Whether the reader's roles include locking.</summary>
    public bool MayDeclare { get; private set; }

    /// <summary>When the reader may lock everything again; null when they may now.</summary>
    public DateTimeOffset? RestsUntil { get; private set; }

    /// <summary>When the reader may lock a member out again; null when they may now, or when that waits for something else.</summary>
    public DateTimeOffset? MayLockOutFrom { get; private set; }

    /// <summary>Whether the reader keeps a member locked out: one at a time.</summary>
    public bool HoldsAnotherOut { get; private set; }

    public async Task OnGetAsync(CancellationToken cancel)
    {
        GateKnows = await AskGateAsync(cancel);
        var world = await current.GetAsync(cancel);
        var names = await MemberNames.ReadAsync(staff, cancel);
        var logged = await cases.Outbox.AsNoTracking().Where(e => (e.Type == "lockdown/v1" || e.Type == "lockout/v1") && e.Index != null).Select(e => new { e.Entry, e.Index }).ToListAsync(cancel);
        Lines = [.. state.Standing.Select(lockdown =>
        {
            var progress = state.ProgressOf(lockdown, world);
            return new Line(
                lockdown, names.Of(lockdown.By.ToString()), lockdown.Only is { } only ? names.Of(only.Who.ToString()) : null, [.. lockdown.LiftedBy.Select(member => names.Of(member.ToString()))], progress,
                progress.WaitsFor(User.Member(), world) && logged.Find(row => Rfc6962.Leaf(row.Entry) == lockdown.Leaf) is { Index: { } index }
                    ? Proof(index) : null);
        })];
        MayDeclare = Capabilities.Allow(User, Capability.DeclareLockdown, world);
        RestsUntil = RestOf(earlier => earlier.OfAll);
        MayLockOutFrom = RestOf(earlier => earlier.Only is { } only && only.Who != earlier.By);
        HoldsAnotherOut = log.HoldsAnotherOut(User.Member().AsLogId());
        People = MayDeclare && MayLockOutFrom is null && !HoldsAnotherOut ? PeopleOf(world!, names) : [];
    }

    private DateTimeOffset? RestOf(Func<Lockdown, bool> kind) => log.Lockdowns.All
        .Where(earlier => earlier.By == User.Member().AsLogId() && kind(earlier)).Select(earlier => earlier.At + LockdownHistory.Rest)
        .Where(until => until > time.GetUtcNow()).Select(until => (DateTimeOffset?)until).Max();

    private IReadOnlyList<Person> PeopleOf(SignedWorld world, MemberNames names) => [.. world.Directory.Members
        .Where(member => member.Id != User.Member().AsOpaque() && !state.IsLockedOut(member.Id.As<Member>()) && !state.IsNeeded(member.Id.As<Member>(), User.Member(), world))
        .Select(member => new Person(
            member.Id.ToString(), $"{names.Of(member.Id.ToString())} ({string.Join(", ", member.Roles.Order().Select(role => role.Word()))})"))
        .OrderBy(person => person.Name, StringComparer.Ordinal)];

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

    /// <summary>The people, for the form.</summary>
    public string PeopleJson => JsonSerializer.Serialize(People, Web);

    private string Proof(long index) => JsonSerializer.Serialize(log.Prove(index), Web);
}
