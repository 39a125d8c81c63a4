using Microsoft.EntityFrameworkCore;
using SecureIntake.Cases;
using SecureIntake.Cases.Gates;
using SecureIntake.Cases.Stages;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Gates;
using SecureIntake.Worker.Bench;
using SecureIntake.Worker.Gates;
using SecureIntake.Worker.Leases;
using SecureIntake.Worker.Papers;
using SecureIntake.Worker.Resilience;
using SecureIntake.Worker.Results;
using SecureIntake.Worker.Trust;

namespace SecureIntake.Worker.Stages;

/// <summary>
/// One run from beginning to end: take it, verify the lease, open and examine the paper, seal what was found to the readers, sign, forget.
/// Doing it again when it is done does nothing.
/// </summary>
internal sealed partial class StageRunner(
    StageTable table, RootTrust trust, HeldRuns runs, BenchSigningKey signing, GateVisit gate, PaperExamination examination, ResultSealer sealer, ResultWriter writer,
    IDbContextFactory<CasesContext> contexts, StoragePipeline storage, TimeProvider time, ILogger<StageRunner> logger)
{
    /// <summary>Runs it. Storage that stays away throws, and the run stands in the table as it was.</summary>
    public async Task RunAsync(Id<StageRun> id, CancellationToken cancel)
    {
        var world = await trust.LoadAsync(cancel);
        // Struck from the directory, or it has lapsed: nothing that this bench signs would count.
        if (world is null || signing.ListedIn(world) is not { } bench || await table.TakeAsync(id, cancel) is not { } papers)
            return;
        if (!new LeaseCheck(world.Directory, runs, time.GetUtcNow()).TryVerify(papers, out var lease, out var why))
        {
            await FailAsync(papers.Run, bench, why, cancel);
            return;
        }

        try
        {
            var headers = await gate.FetchAsync(lease, papers, world.Log, cancel);
            await ExamineAsync(papers, lease, headers, world.Directory, bench, cancel);
        }
        catch (GateRefusedException e)
        {
            await FailAsync(papers.Run, bench, e.Why == GateRefusal.KeyShredded ? StageFailure.GateShredded : StageFailure.GateRefused, cancel);
        }
    }

    /// <summary>Ends a run that has failed too often.</summary>
    public async Task GiveUpAsync(Id<StageRun> id, CancellationToken cancel)
    {
        if (await trust.LoadAsync(cancel) is { } world && signing.ListedIn(world) is { } bench && await table.TakeAsync(id, cancel) is { } papers)
            await FailAsync(papers.Run, bench, StageFailure.StageFailed, cancel);
    }

    private async Task ExamineAsync(
        LeasePapers papers, VerifiedLease lease, LeasedHeaders headers, DirectoryDocument directory, ListedBench bench, CancellationToken cancel)
    {
        using var paper = await examination.RunAsync(lease, headers, papers.Received, cancel);
        if (paper.Failure is { } failure)
        {
            await FailAsync(papers.Run, bench, failure, cancel);
            return;
        }

        var (ends, keys) = await storage.RunAsync(async token =>
        {
            await using var cases = await contexts.CreateDbContextAsync(token);
            return (
                await ReaderEnds.OfAsync(cases, papers.Run.Case, lease.Document.Expires, time.GetUtcNow(), token),
                await cases.FindGateKeysAsync(GateScope.Of(lease.Document.Case), directory, token));
        }, cancel);
        // A gate that was listed, or destroyed the case's key, since the lead leased it: to be leased again.
        if (keys is null)
            throw new GateRefusedException(GateRefusal.KeyMissing);
        var outputs = await sealer.SealAsync(lease, paper, new ResultTerms(ends, keys), cancel);
        if (await writer.FinishAsync(papers.Run, bench, paper.OpenedSafely, outputs, cancel))
            Log.Finished(logger, papers.Run.Id, outputs.Count, paper.OpenedSafely);
    }

    private async Task FailAsync(StageRun run, ListedBench bench, StageFailure why, CancellationToken cancel)
    {
        if (await writer.FailAsync(run, bench, why, cancel))
            Log.Failed(logger, run.Id, why);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Run {Run} ended with {Outputs} outputs; opened safely: {OpenedSafely}")]
        public static partial void Finished(ILogger logger, Id<StageRun> run, int outputs, bool openedSafely);

        [LoggerMessage(2, LogLevel.Warning, "Run {Run} failed: {Why}")]
        public static partial void Failed(ILogger logger, Id<StageRun> run, StageFailure why);
    }
}
