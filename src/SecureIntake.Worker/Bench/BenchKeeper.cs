using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using SecureIntake.Audit.Events;
using SecureIntake.Cases;
using SecureIntake.Cases.Staff;
using SecureIntake.Cases.Stages;
using SecureIntake.Opening;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Documents;
using SecureIntake.Worker.Resilience;
using SecureIntake.Worker.Trust;
using SignedDocument = SecureIntake.Sealing.Documents.SignedDocument;

namespace SecureIntake.Worker.Bench;

/// <summary>
/// Keeps one run of this bench published while the directory lists it. A run begins at each start, because keys die with the process, and
/// again at half of a key's life, so that there is always one with hours left.
/// </summary>
internal sealed partial class BenchKeeper(
    IDbContextFactory<CasesContext> contexts, StoragePipeline storage, BenchSigningKey signing, BenchIntroduction introduction, HeldRuns runs,
    IOptions<WorkerOptions> options, TimeProvider time, ILogger<BenchKeeper> logger)
{
    /// <summary>Brings what is published into line with what the root says and what the clock says.</summary>
    public async Task KeepAsync(TrustedWorld? world, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var listed = signing.ListedIn(world);
        introduction.Leave(listed?.Id ?? signing.ProposedId, signing.Key.Signer);
        runs.Drop(run => run.Expires + HeldRuns.Afterlife <= now);
        if (listed is not { } bench)
        {
            // Not listed yet, struck, or no directory: what this bench says counts nothing, so it holds no key.
            if (runs.All.Count > 0)
                await WithdrawAsync(cancel);
            return;
        }

        if (runs.All is [.., var current] && current.Bench == bench.Id && current.Begun + options.Value.KeyLife / 2 > now)
            return;
        await BeginAsync(bench, now, cancel);
    }

    /// <summary>Takes this bench's runs from the table: nobody can lease to a key that is about to go.</summary>
    public Task WithdrawAsync(CancellationToken cancel)
    {
        runs.Drop(_ => true);
        return storage.RunAsync(async token =>
        {
            await using var cases = await contexts.CreateDbContextAsync(token);
            cases.BenchRuns.RemoveRange(await MineAsync(cases, token));
            await cases.SaveChangesAsync(token);
        }, cancel);
    }

    private async Task BeginAsync(ListedBench bench, DateTimeOffset now, CancellationToken cancel)
    {
        var identity = HybridIdentity.Create(RandomNumberGenerator.Fill);
        var (row, document) = Publish(bench.Id, identity, now);
        var run = row.Run.AsOpaque();
        var entry = BenchActs.Sign(
            new BenchStarted(BenchActs.Stamp(bench.Id, time), run.AsLogId(), new Audit.Bytes32(document.BodyDigest.Span)), signing.Key);
        // Held before it is published: no lease can come too early.
        runs.Add(new HeldRun(run, bench.Id, document, identity, now, row.Expires));
        bool published = false;
        try
        {
            published = await ReplaceAsync(row, entry, bench, cancel);
        }
        finally
        {
            if (!published)
                runs.Drop(held => held.Run == run);
        }

        if (published)
            Log.Begun(logger, bench.Id, run);
    }

    private (BenchRun Row, SignedDocument Document) Publish(OpaqueId bench, HybridIdentity identity, DateTimeOffset now)
    {
        var run = OpaqueId.Create(RandomNumberGenerator.Fill);
        var expires = DateTimeOffset.FromUnixTimeSeconds((now + options.Value.KeyLife).ToUnixTimeSeconds());
        var document = signing.Key.Sign(SignedDocument.Unsigned(new BenchDocument(1, bench, run, identity.Recipient, expires)));
        return (new BenchRun { Run = run.As<BenchRun>(), Document = Encoding.UTF8.GetString(document.ToJson()), Expires = expires }, document);
    }

    /// <summary>
    /// Publishes a run, and takes back those of this bench whose keys died with an earlier process; false when the root has signed anew, so that the
    /// next beat must look again.
    /// </summary>
    private Task<bool> ReplaceAsync(BenchRun row, Cases.Auditing.OutboxEntry entry, ListedBench bench, CancellationToken cancel) =>
        storage.RunAsync(async token =>
        {
            await using var cases = await contexts.CreateDbContextAsync(token);
            if (await cases.BenchRuns.AnyAsync(b => b.Run == row.Run, token))
                return true;
            cases.BenchRuns.RemoveRange((await MineAsync(cases, token)).Where(b => runs.Find(b.Run.AsOpaque()) is null));
            cases.BenchRuns.Add(row);
            cases.Outbox.Add(entry);
            cases.HoldTo(bench.Roster);
            try
            {
                await cases.SaveChangesAsync(token);
                return true;
            }
            catch (DbUpdateConcurrencyException)
            {
                return false;
            }
        }, cancel);

    /// <summary>The rows that this bench's key signed. Other benches, on other machines, keep theirs.</summary>
    private async Task<List<BenchRun>> MineAsync(CasesContext cases, CancellationToken cancel) =>
        (await cases.BenchRuns.ToListAsync(cancel)).FindAll(row =>
            SignedDocument.TryParse(Encoding.UTF8.GetBytes(row.Document), out var document) && document.IsSignedBy(signing.Key.Signer));

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Bench {Bench} began run {Run}")]
        public static partial void Begun(ILogger logger, OpaqueId bench, OpaqueId run);
    }
}
