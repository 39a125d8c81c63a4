using Microsoft.EntityFrameworkCore;
using SecureIntake.Cases;
using SecureIntake.Cases.Gates;
using SecureIntake.Cases.Storage;
using SecureIntake.Cases.Submissions;
using SecureIntake.Portal.Lockdowns;
using SecureIntake.Portal.Trust;
using SecureIntake.Sealing.Documents;

namespace SecureIntake.Portal.Gates;

/// <summary>
/// Erases here what the gates' operators shredded there. Nobody can open it any more, and what is left would only tell how much there was and when it came. The log
/// stays whole: it holds a handle that leads nowhere from then on, and a digest whose salt is gone.
/// </summary>
internal sealed partial class Erasing(
    GateClients gates, LockdownState lockdown, BlobStore blobs, IDbContextFactory<CasesContext> contexts, TimeProvider time, ILogger<Erasing> logger)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    /// <summary>Erases what every gate has destroyed the key of; by a key that one of them has destroyed nothing new is held. Under a lockdown nothing goes.</summary>
    /// <exception cref="GateAwayException">A gate does not answer.</exception>
    public async Task EraseAsync(CancellationToken cancel)
    {
        if (lockdown.Stands)
            return;
        await using var cases = await contexts.CreateDbContextAsync(cancel);
        HashSet<GateScope>? gone = null;
        foreach (var gate in gates.All)
        {
            var shredded = (await gate.ShreddedAsync(cancel)).Scopes;
            string id = (await gate.IdAsync(cancel)).ToString();
            var scopes = shredded.Select(scope => scope.ToString()).ToList();
            await cases.GateKeys.Where(key => key.Gate == id && scopes.Contains(key.Scope)).ExecuteDeleteAsync(cancel);
            gone = gone is null ? [.. shredded] : [.. gone.Intersect(shredded)];
        }

        var handles = await ShreddedAsync(cases, gone!, cancel);
        foreach (var handle in handles)
            await EraseAsync(cases, handle, cancel);
        if (handles.Count > 0)
            Log.Erased(logger, handles.Count);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await EraseAsync(stoppingToken);
            }
            catch (GateAwayException)
            {
                // Later, then; what was shredded opens for nobody in the meantime.
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Log.Failed(logger, e.GetType().Name);
            }

            await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>The cases whose own key is gone, and those on the desk whose week's is.</summary>
    private static async Task<List<Id<Submission>>> ShreddedAsync(CasesContext cases, HashSet<GateScope> gone, CancellationToken cancel)
    {
        if (gone.Count == 0)
            return [];
        var all = await cases.Submissions.Select(s => new { s.Handle, s.Week, s.State }).ToListAsync(cancel);
        return [.. all.Where(s => gone.Contains(GateScope.Of(s.Handle.AsOpaque())) || (s.State == CaseState.Untriaged && IsGone(s.Week, gone))).Select(s => s.Handle)];
    }

    private static bool IsGone(string week, HashSet<GateScope> gone) => GateScope.TryParse(week, out var scope) && gone.Contains(scope);

    private async Task EraseAsync(CasesContext cases, Id<Submission> handle, CancellationToken cancel)
    {
        // The payloads first: whoever dies in between finds the rows again, and with them the names of what is still there.
        foreach (var blob in await cases.Parts.Where(p => p.Case == handle).Select(p => p.Blob).ToListAsync(cancel))
            blobs.Delete(blob);
        string scope = handle.Text;
        await cases.Database.OpenConnectionAsync(cancel);
        if (cases.Database.IsSqlite())
            await cases.Database.ExecuteSqlRawAsync("PRAGMA secure_delete = ON", cancel);
        await using (var transaction = await cases.Database.BeginTransactionAsync(cancel))
        {
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

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Cases} cases were shredded at the gate, and what was left of them here is erased")]
        public static partial void Erased(ILogger logger, int cases);

        [LoggerMessage(2, LogLevel.Warning, "What was shredded at the gate could not be erased here ({Failure})")]
        public static partial void Failed(ILogger logger, string failure);
    }
}
