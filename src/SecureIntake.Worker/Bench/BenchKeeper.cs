using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using SecureIntake.Audit.Events;
using SecureIntake.Cases;
using SecureIntake.Cases.Stages;
using SecureIntake.Opening;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Documents;
using SecureIntake.Worker.Resilience;
using BenchRow = SecureIntake.Cases.Stages.Bench;
using SignedDocument = SecureIntake.Sealing.Documents.SignedDocument;

namespace SecureIntake.Worker.Bench;

/// <summary>
/// Keeps one run of this bench published while the directory lists it. A run begins at each start, because keys die with the process, and
/// again at half of a key's life, so that there is always one with hours left.
/// </summary>
internal sealed partial class BenchKeeper(
    IDbContextFactory<CasesContext> contexts, StoragePipeline storage, BenchSigningKey signing, BenchRuns runs, IOptions<WorkerOptions> options,
    TimeProvider time, ILogger<BenchKeeper> logger)
{
    private DateTimeOffset? _announcedUntil;

    /// <summary>Brings what is published into line with what the root says and what the clock says.</summary>
    public async Task KeepAsync(VerifiedPublication? world, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        runs.Drop(run => run.Expires + BenchRuns.Afterlife <= now);
        if (signing.ListedIn(world) is not { } bench)
        {
            // Struck from the directory, or the directory is not there: what this bench says counts nothing, so it holds no key.
            runs.Drop(_ => true);
            await AnnounceAsync(now, cancel);
            return;
        }

        if (runs.All is [.., var current] && current.Bench == bench && current.Begun + options.Value.KeyLife / 2 > now)
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
            cases.Benches.RemoveRange(await MineAsync(cases, token));
            await cases.SaveChangesAsync(token);
        }, cancel);
    }

    /// <summary>
    /// Says that there is a bench with this signer, so that the portal can put it into its request to the root. The recipient is one whose
    /// secret half is gone already: what is leased to it stays closed.
    /// </summary>
    private async Task AnnounceAsync(DateTimeOffset now, CancellationToken cancel)
    {
        if (_announcedUntil - options.Value.KeyLife / 2 > now)
            return;
        using var nobody = HybridIdentity.Create(RandomNumberGenerator.Fill);
        var (row, _) = Publish(signing.ProposedId, nobody, now);
        await ReplaceAsync(row, null, cancel);
        _announcedUntil = row.Expires;
        Log.Announced(logger, signing.ProposedId);
    }

    private async Task BeginAsync(OpaqueId bench, DateTimeOffset now, CancellationToken cancel)
    {
        var identity = HybridIdentity.Create(RandomNumberGenerator.Fill);
        var (row, document) = Publish(bench, identity, now);
        var run = row.Run.AsOpaque();
        var entry = BenchActs.Sign(
            new BenchStarted(BenchActs.Stamp(bench, time), run.AsLogId(), new Audit.Bytes32(document.BodyDigest.Span)), signing.Key);
        // Held before it is published: no lease can come too early.
        runs.Add(new BenchRun(run, bench, identity, now, row.Expires));
        try
        {
            await ReplaceAsync(row, entry, cancel);
        }
        catch
        {
            runs.Drop(held => held.Run == run);
            throw;
        }

        _announcedUntil = null;
        Log.Begun(logger, bench, run);
    }

    private (BenchRow Row, SignedDocument Document) Publish(OpaqueId bench, HybridIdentity identity, DateTimeOffset now)
    {
        var run = OpaqueId.Create(RandomNumberGenerator.Fill);
        var expires = DateTimeOffset.FromUnixTimeSeconds((now + options.Value.KeyLife).ToUnixTimeSeconds());
        var document = signing.Key.Sign(SignedDocument.Unsigned(new BenchDocument(1, bench, run, identity.Recipient, expires)));
        return (new BenchRow { Run = run.As<BenchRow>(), Document = Encoding.UTF8.GetString(document.ToJson()), Expires = expires }, document);
    }

    /// <summary>Publishes a run, and takes back those of this bench whose keys are not here: of an earlier process, or announced only.</summary>
    private Task ReplaceAsync(BenchRow row, Cases.Auditing.OutboxEntry? entry, CancellationToken cancel) =>
        storage.RunAsync(async token =>
        {
            await using var cases = await contexts.CreateDbContextAsync(token);
            if (await cases.Benches.AnyAsync(b => b.Run == row.Run, token))
                return;
            cases.Benches.RemoveRange((await MineAsync(cases, token)).Where(b => runs.Find(b.Run.AsOpaque()) is null));
            cases.Benches.Add(row);
            if (entry is not null)
                cases.Outbox.Add(entry);
            await cases.SaveChangesAsync(token);
        }, cancel);

    /// <summary>The rows that this bench's key signed. Other benches, on other machines, keep theirs.</summary>
    private async Task<List<BenchRow>> MineAsync(CasesContext cases, CancellationToken cancel) =>
        (await cases.Benches.ToListAsync(cancel)).FindAll(row =>
            SignedDocument.TryParse(Encoding.UTF8.GetBytes(row.Document), out var document) && document.IsSignedBy(signing.Key.Signer));

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Bench {Bench} waits to be listed in the directory")]
        public static partial void Announced(ILogger logger, OpaqueId bench);

        [LoggerMessage(2, LogLevel.Information, "Bench {Bench} began run {Run}")]
        public static partial void Begun(ILogger logger, OpaqueId bench, OpaqueId run);
    }
}
