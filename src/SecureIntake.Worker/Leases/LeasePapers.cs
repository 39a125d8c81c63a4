using Microsoft.EntityFrameworkCore;
using SecureIntake.Cases;
using SecureIntake.Cases.Auditing;
using SecureIntake.Cases.Grants;
using SecureIntake.Cases.Stages;
using SecureIntake.Cases.Submissions;

namespace SecureIntake.Worker.Leases;

/// <summary>The rows that a lease needs, as the database has them: claims, until <see cref="LeaseCheck"/> has seen them.</summary>
/// <param name="Run">The run of the stage.</param>
/// <param name="Lease">Its lease.</param>
/// <param name="Entry">The log's entry of the lease; null when there is none.</param>
/// <param name="Grants">The grants to the bench run that the lease names, in this case.</param>
/// <param name="Parts">Their parts.</param>
/// <param name="Received">The day on which the case came in.</param>
internal sealed record LeasePapers(
    StageRun Run, Lease Lease, OutboxEntry? Entry, IReadOnlyList<Grant> Grants, IReadOnlyList<Part> Parts, DateOnly Received)
{
    /// <summary>Reads them; null when the run or its lease is gone.</summary>
    public static async Task<LeasePapers?> ReadAsync(CasesContext cases, Id<StageRun> id, CancellationToken cancel)
    {
        if (await cases.StageRuns.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, cancel) is not { } run
            || await cases.Leases.AsNoTracking().SingleOrDefaultAsync(l => l.Id == run.Lease, cancel) is not { } lease)
            return null;
        string grantee = lease.Run.Text;
        var grants = await cases.Grants.AsNoTracking().Where(g => g.Grantee == grantee && g.Case == run.Case).ToListAsync(cancel);
        var named = grants.Select(g => g.Part).ToHashSet();
        return new LeasePapers(
            run, lease,
            await cases.Outbox.AsNoTracking().SingleOrDefaultAsync(e => e.Digest == lease.Entry, cancel),
            grants,
            await cases.Parts.AsNoTracking().Where(p => p.Case == run.Case && named.Contains(p.Id)).ToListAsync(cancel),
            await cases.Submissions.Where(s => s.Handle == run.Case).Select(s => s.Day).SingleAsync(cancel));
    }
}
