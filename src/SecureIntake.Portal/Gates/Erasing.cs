using Microsoft.EntityFrameworkCore;
using SecureIntake.Cases;
using SecureIntake.Cases.Gates;
using SecureIntake.Cases.Storage;
using SecureIntake.Cases.Submissions;
using SecureIntake.Portal.Lockdowns;
using SecureIntake.Portal.Log;
using SecureIntake.Portal.Trust;
using SecureIntake.Sealing.Documents;

namespace SecureIntake.Portal.Gates;

/// <summary>
/// Erases here what the gates' operators shredded there. Nobody can open it any more, and what is left would only tell how much there was and when it came. The log
/// stays whole: it holds a handle that leads nowhere from then on, and a digest whose salt is gone.
/// </summary>
/// <remarks>
/// A gate's word destroys nothing by itself: every gate that the root lists must say so, for a day, and stand where this log stands. So neither a gate with a
/// strange folder, nor a setting that leads elsewhere, nor a database that was put back takes a case along; and what was shredded by mistake comes back with a copy
/// of the gate's folder.
/// </remarks>
internal sealed partial class Erasing(
    GateClients gates, GateDoor door, CurrentWorld current, LockdownState lockdown, BlobStore blobs, IDbContextFactory<CasesContext> contexts, TimeProvider time,
    ILogger<Erasing> logger) : BackgroundService
{
    /// <summary>How long a case stays after it was found shredded.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromDays(1);

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    private readonly Dictionary<Id<Submission>, DateTimeOffset> _found = [];

    /// <summary>
    /// Erases what every gate has destroyed the key of a day ago; by a key that one of them has destroyed nothing new is held. Under a lockdown nothing goes.
    /// </summary>
    /// <exception cref="GateAwayException">A gate does not answer.</exception>
    /// <exception cref="GateRefusedException">A gate saw another history of the log, or a newer directory.</exception>
    /// <exception cref="WitnessesAwayException">Witnesses saw nothing of the log yet.</exception>
    /// <exception cref="LogAwayException">The log cannot be read.</exception>
    public async Task EraseAsync(CancellationToken cancel)
    {
        if (lockdown.Stands || await current.GetAsync(cancel) is not { } world)
            return;
        await using var cases = await contexts.CreateDbContextAsync(cancel);
        if (await ShreddedEverywhereAsync(world, cases, cancel) is not { } gone)
            return;
        var shredded = await CasesAsync(cases, gone, cancel);
        var now = time.GetUtcNow();
        foreach (var mended in _found.Keys.Except(shredded.Keys).ToList())
            _found.Remove(mended);
        foreach (var (handle, whole) in shredded)
        {
            if (!_found.TryAdd(handle, now) && now - _found[handle] >= Rest)
                await TryEraseAsync(cases, handle, whole, cancel);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await EraseAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // Later, then; where a gate has shredded it nothing opens in the meantime.
                Log.Failed(logger, e.Message is "gate.away" or "gate.refused" ? e.Message : e.GetType().Name);
            }

            await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>What all gates have destroyed that the root lists; null where others were asked, or one does not stand where the log does.</summary>
    private async Task<HashSet<GateScope>?> ShreddedEverywhereAsync(SignedWorld world, CasesContext cases, CancellationToken cancel)
    {
        HashSet<GateScope>? gone = null;
        var asked = new HashSet<GateSigner>();
        foreach (var gate in gates.All)
        {
            var introduction = await gate.IntroduceAsync(cancel);
            asked.Add(new GateSigner(introduction.Gate, introduction.Signer));
            if (!await door.ShowAsync(gate, cancel))
                return null;
            var shredded = (await gate.ShreddedAsync(cancel)).Scopes.ToHashSet();
            await ForgetKeysAsync(cases, introduction.Gate.ToString(), shredded, cancel);
            gone = gone is null ? shredded : [.. gone.Intersect(shredded)];
        }

        return asked.SetEquals(world.Directory.Gates) ? gone : null;
    }

    private static async Task ForgetKeysAsync(CasesContext cases, string gate, HashSet<GateScope> shredded, CancellationToken cancel)
    {
        foreach (string kept in await cases.GateKeys.Where(key => key.Gate == gate).Select(key => key.Scope).ToListAsync(cancel))
        {
            if (IsGone(kept, shredded))
                await cases.GateKeys.Where(key => key.Gate == gate && key.Scope == kept).ExecuteDeleteAsync(cancel);
        }
    }

    /// <summary>The cases whose own key is gone, with true; those on the desk whose week's is, with false.</summary>
    private static async Task<Dictionary<Id<Submission>, bool>> CasesAsync(CasesContext cases, HashSet<GateScope> gone, CancellationToken cancel)
    {
        if (gone.Count == 0)
            return [];
        var all = await cases.Submissions.Select(s => new { s.Handle, s.Week, s.State }).ToListAsync(cancel);
        return all.Select(s => (s.Handle, Whole: gone.Contains(GateScope.Of(s.Handle.AsOpaque())), Desk: s.State != CaseState.Open && IsGone(s.Week, gone)))
            .Where(s => s.Whole || s.Desk).ToDictionary(s => s.Handle, s => s.Whole);
    }

    private static bool IsGone(string text, HashSet<GateScope> gone) => GateScope.TryParse(text, out var scope) && gone.Contains(scope);

    private async Task TryEraseAsync(CasesContext cases, Id<Submission> handle, bool whole, CancellationToken cancel)
    {
        // A lead who takes it off the desk in this moment comes first, or not at all.
        if (lockdown.Stands || await cases.Submissions.Where(s => s.Handle == handle && (whole || s.State != CaseState.Open))
                .ExecuteUpdateAsync(set => set.SetProperty(s => s.State, CaseState.Shredded), cancel) == 0)
            return;
        try
        {
            await EraseAsync(cases, handle, cancel);
            Log.Erased(logger);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Of this one; the others go all the same.
            Log.Failed(logger, e.GetType().Name);
        }
    }

    private async Task EraseAsync(CasesContext cases, Id<Submission> handle, CancellationToken cancel)
    {
        // The payloads first: whoever dies in between finds the rows again, and with them the names of what is still there.
        await DeletePayloadsAsync(cases, handle, cancel);
        string scope = handle.Text;
        await cases.Database.OpenConnectionAsync(cancel);
        if (cases.Database.IsSqlite())
            await cases.Database.ExecuteSqlRawAsync("PRAGMA secure_delete = ON", cancel);
        await using (var transaction = await cases.Database.BeginTransactionAsync(cancel))
        {
            // Staff may have keyed something in meanwhile.
            await DeletePayloadsAsync(cases, handle, cancel);
            await cases.Grants.Where(g => g.Case == handle).ExecuteDeleteAsync(cancel);
            await cases.StageRuns.Where(r => r.Case == handle).ExecuteDeleteAsync(cancel);
            await cases.Leases.Where(l => l.Case == handle).ExecuteDeleteAsync(cancel);
            await cases.Parts.Where(p => p.Case == handle).ExecuteDeleteAsync(cancel);
            await cases.GateKeys.Where(k => k.Scope == scope).ExecuteDeleteAsync(cancel);
            await cases.Submissions.Where(s => s.Handle == handle).ExecuteDeleteAsync(cancel);
            await transaction.CommitAsync(cancel);
        }

        if (cases.Database.IsSqlite())
            await cases.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)", cancel);
    }

    private async Task DeletePayloadsAsync(CasesContext cases, Id<Submission> handle, CancellationToken cancel)
    {
        foreach (var blob in await cases.Parts.Where(p => p.Case == handle).Select(p => p.Blob).ToListAsync(cancel))
            blobs.Delete(blob);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "A case was shredded at the gate, and what was left of it here is erased")]
        public static partial void Erased(ILogger logger);

        [LoggerMessage(2, LogLevel.Warning, "What was shredded at the gate could not be erased here ({Failure}); trying again")]
        public static partial void Failed(ILogger logger, string failure);
    }
}
