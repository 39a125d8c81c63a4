using Microsoft.EntityFrameworkCore;
using SecureIntake.Cases;
using SecureIntake.Cases.Stages;
using SecureIntake.Worker.Bench;
using SecureIntake.Worker.Leases;
using SecureIntake.Worker.Resilience;

namespace SecureIntake.Worker.Stages;

/// <summary>The table of runs, which is the truth about the work whatever a queue remembers.</summary>
internal sealed class StageTable(IDbContextFactory<CasesContext> contexts, StoragePipeline storage, HeldRuns runs, TimeProvider time)
{
    /// <summary>
    /// What there is to do here: runs that wait, or that a job of this process dropped, leased to one of our keys and recorded in the log;
    /// and those whose bench run is gone, which nobody can do any more.
    /// </summary>
    public Task<List<Id<StageRun>>> DueAsync(CancellationToken cancel)
    {
        var ours = runs.All.Select(run => run.Run.As<BenchRun>()).ToList();
        var now = time.GetUtcNow();
        return storage.RunAsync(async token =>
        {
            await using var cases = await contexts.CreateDbContextAsync(token);
            return await (
                from run in cases.StageRuns
                where run.State == StageState.Waiting || run.State == StageState.Running
                join lease in cases.Leases on run.Lease equals lease.Id
                where cases.Outbox.Any(e => e.Digest == lease.Entry && e.Index != null)
                where ours.Contains(lease.Run) || !cases.BenchRuns.Any(b => b.Run == lease.Run && b.Expires > now)
                select run.Id).ToListAsync(token);
        }, cancel);
    }

    /// <summary>Takes a run on; null when it has ended or another worker has taken it.</summary>
    public Task<LeasePapers?> TakeAsync(Id<StageRun> id, CancellationToken cancel) => storage.RunAsync(async token =>
    {
        await using var cases = await contexts.CreateDbContextAsync(token);
        if (await cases.StageRuns.SingleOrDefaultAsync(r => r.Id == id, token) is not { State: StageState.Waiting or StageState.Running } run)
            return null;
        run.State = StageState.Running;
        run.Version++;
        try
        {
            await cases.SaveChangesAsync(token);
        }
        catch (DbUpdateConcurrencyException)
        {
            return null;
        }

        return await LeasePapers.ReadAsync(cases, id, token);
    }, cancel);
}
