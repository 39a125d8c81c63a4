using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using SecureIntake.Cases;
using SecureIntake.Cases.Auditing;
using MemberId = SecureIntake.Cases.Id<SecureIntake.Cases.Staff.Member>;

namespace SecureIntake.Portal.Lockdowns;

/// <summary>
/// Saves acts so that none of a member's is saved behind their lockout: the log would refuse it when what it changed was saved already. What is saved before enters
/// before (<see cref="Log.Admission"/>). Portal alone saves what members sign, so a turn for each member is enough.
/// </summary>
internal sealed class LockoutTurns(LockdownState state) : IDisposable
{
    private const string Lockout = "lockout/v1";

    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _lockouts = new(1);

    /// <summary>The turn of one lockout at a time, until the log has it: what allows one depends on those before.</summary>
    public async Task<IDisposable> LockOutAsync(CancellationToken cancel)
    {
        await _lockouts.WaitAsync(cancel);
        return new Turn(_lockouts);
    }

    /// <summary>Saves an act with what it changes.</summary>
    /// <param name="cases">The unit of work, which holds the act's entry unless it came again.</param>
    /// <param name="digest">Digest of the entry.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>False where a lockout of its signer was faster; then nothing is saved.</returns>
    public async Task<bool> TrySaveAsync(CasesContext cases, byte[] digest, CancellationToken cancel)
    {
        var entry = cases.Outbox.Local.FirstOrDefault(e => e.Digest.AsSpan().SequenceEqual(digest));
        // In one order for all, so that two who lock each other out do not wait for each other.
        var concerned = Concerned(entry).Order(StringComparer.Ordinal).Select(member => _turns.GetOrAdd(member, _ => new SemaphoreSlim(1))).ToList();
        int entered = 0;
        try
        {
            for (; entered < concerned.Count; entered++)
                await concerned[entered].WaitAsync(cancel);
            // In this order: what is not waiting any more, the log knows.
            if (entry?.By is { } by && (await WaitsAsync(by, cases, cancel) || state.IsLockedOut(MemberId.Parse(by))))
                return false;
            await cases.SaveChangesAsync(cancel);
            return true;
        }
        finally
        {
            while (entered > 0)
                concerned[--entered].Release();
        }
    }

    public void Dispose() => _lockouts.Dispose();

    private static HashSet<string> Concerned(OutboxEntry? entry) =>
        entry?.By is not { } by ? [] : entry is { Type: Lockout, About: { } about } ? [by, about] : [by];

    // Saved, and not yet in the log.
    private static Task<bool> WaitsAsync(string member, CasesContext cases, CancellationToken cancel) =>
        cases.Outbox.AnyAsync(e => e.Index == null && !e.Refused && e.Type == Lockout && e.About == member, cancel);

    private sealed class Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
