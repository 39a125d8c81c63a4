using System.Text;
using Microsoft.EntityFrameworkCore;
using SecureIntake.Audit.Events;
using SecureIntake.Cases;
using SecureIntake.Cases.Grants;
using SecureIntake.Cases.Staff;
using SecureIntake.Cases.Stages;
using SecureIntake.Cases.Storage;
using SecureIntake.Sealing.Documents;
using SecureIntake.Worker.Bench;
using SecureIntake.Worker.Resilience;
using SecureIntake.Worker.Stages;
using Outcome = SecureIntake.Sealing.Documents.StageOutcome;
using SignedDocument = SecureIntake.Sealing.Documents.SignedDocument;

namespace SecureIntake.Worker.Results;

/// <summary>
/// Ends a run: signs the result, and writes outputs, grants, result and the entry of the log in one transaction. A run ends once; whoever
/// comes second changes nothing.
/// </summary>
internal sealed class ResultWriter(
    IDbContextFactory<CasesContext> contexts, StoragePipeline storage, BlobStore blobs, BenchSigningKey signing, TimeProvider time)
{
    /// <summary>Writes findings and safe copies; false when the run had ended already or the root has signed anew: then nothing is written.</summary>
    public async Task<bool> FinishAsync(StageRun run, ListedBench bench, bool openedSafely, IReadOnlyList<SealedOutput> outputs, CancellationToken cancel)
    {
        bool written = await WriteAsync(run, bench, openedSafely ? Outcome.Done : Outcome.Unsafe, openedSafely ? "" : "document.cannot-open-safely", outputs, cancel);
        if (!written)
            outputs.ToList().ForEach(output => blobs.Delete(output.Part.Blob));
        return written;
    }

    /// <summary>Writes why it cannot be done; false when the run had ended already or the root has signed anew: then nothing is written.</summary>
    public Task<bool> FailAsync(StageRun run, ListedBench bench, StageFailure failure, CancellationToken cancel) =>
        WriteAsync(run, bench, Outcome.Failed, failure.ToCode(), [], cancel);

    private Task<bool> WriteAsync(StageRun run, ListedBench bench, Outcome outcome, string code, IReadOnlyList<SealedOutput> outputs, CancellationToken cancel)
    {
        var result = signing.Key.Sign(SignedDocument.Unsigned(new ResultDocument(
            1, run.Id.AsOpaque(), run.Lease.AsOpaque(), run.Stage, outcome, code, [.. outputs.Select(output => output.Output)], bench.Id)));
        var entry = BenchActs.Sign(
            new StageFinished(
                BenchActs.Stamp(bench.Id, time), run.Case.AsOpaque().AsLogId(), run.Id.AsOpaque().AsLogId(), run.Stage, OfLog(outcome),
                new Audit.Bytes32(result.BodyDigest.Span)),
            signing.Key);
        return storage.RunAsync(async token =>
        {
            await using var cases = await contexts.CreateDbContextAsync(token);
            // Of a case that was shredded meanwhile nothing is kept.
            if (await cases.StageRuns.SingleOrDefaultAsync(r => r.Id == run.Id, token) is not { } row)
                return false;
            if (row.State is StageState.Done or StageState.Failed)
                // A try that was cut off after its commit has written this very entry.
                return await cases.Outbox.AnyAsync(e => e.Digest == entry.Digest, token);
            row.State = outcome == Outcome.Failed ? StageState.Failed : StageState.Done;
            row.Code = outcome == Outcome.Failed ? code : "";
            row.Result = Encoding.UTF8.GetString(result.ToJson());
            row.Version++;
            cases.Parts.AddRange(outputs.Select(output => output.Part));
            cases.Grants.AddRange(outputs.SelectMany(output => output.Grants.Select(grant => RowOf(output, grant, entry.Digest))));
            cases.Outbox.Add(entry);
            cases.HoldTo(bench.Roster);
            try
            {
                await cases.SaveChangesAsync(token);
                return true;
            }
            catch (DbUpdateException e) when (e is DbUpdateConcurrencyException || !cases.Submissions.AsNoTracking().Any(s => s.Handle == run.Case))
            {
                return false;
            }
        }, cancel);
    }

    private static Grant RowOf(SealedOutput output, SealedGrant grant, byte[] entry) => new()
    {
        Id = grant.Terms.Grant.As<Grant>(),
        Part = output.Part.Id,
        Case = output.Part.Case,
        Grantee = grant.Terms.Grantee.ToString(),
        Purpose = Cases.Grants.GrantPurpose.Result,
        Expires = grant.Terms.Expires,
        Document = grant.Document,
        Header = grant.Header,
        Entry = entry,
    };

    private static Audit.Events.StageOutcome OfLog(Outcome outcome) => outcome switch
    {
        Outcome.Done => Audit.Events.StageOutcome.Done,
        Outcome.Unsafe => Audit.Events.StageOutcome.Unsafe,
        Outcome.Failed => Audit.Events.StageOutcome.Failed,
        _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
    };
}
