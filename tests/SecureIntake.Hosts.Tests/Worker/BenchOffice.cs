using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;
using SecureIntake.Cases;
using SecureIntake.Cases.Auditing;
using SecureIntake.Cases.Gates;
using SecureIntake.Cases.Staff;
using SecureIntake.Cases.Storage;
using SecureIntake.Cases.Submissions;
using SecureIntake.Hosts.Tests.Gate;
using SecureIntake.Hosts.Tests.Infrastructure;
using SecureIntake.Opening;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Age;
using SecureIntake.Sealing.Documents;
using Member = SecureIntake.Sealing.Documents.Member;
using Role = SecureIntake.Sealing.Documents.Role;
using SignedDocument = SecureIntake.Sealing.Documents.SignedDocument;
using Signer = SecureIntake.Sealing.Documents.Signer;

namespace SecureIntake.Hosts.Tests.Worker;

/// <summary>
/// Everyone whom a worker meets, in one hand: the root, a lead, a verifier, the portal that keeps the tables and the log. Every paper that
/// the worker reads is made as the browsers make it.
/// </summary>
internal sealed class BenchOffice : IAsyncDisposable
{
    private readonly SigningKey _root = SigningKey.Create(RandomNumberGenerator.Fill);
    private readonly IHost _portal;
    private readonly LogSigner _signer = new("specimen.example/log", RandomNumberGenerator.GetBytes(32));
    private readonly LogWriter _log;

    private BenchOffice(Store store, IHost portal, GateHost gate)
    {
        (Store, _portal, Gate) = (store, portal, gate);
        _log = LogWriter.Open(Path.Combine(store.Folder, "log"), _signer);
        File.WriteAllText(FingerprintFile, Root.Of(1, [_root.Signer]).Fingerprint + "\n");
    }

    public Store Store { get; }

    /// <summary>Where the rooms beside this one draw ids.</summary>
    public RandomNumberGenerator Random { get; } = RandomNumberGenerator.Create();

    /// <summary>The gate of this office.</summary>
    public GateHost Gate { get; }

    public Person Lead { get; } = new(OpaqueId.Create(RandomNumberGenerator.Fill), StaffKey.Create(RandomNumberGenerator.Fill));

    public Person Verifier { get; } = new(OpaqueId.Create(RandomNumberGenerator.Fill), StaffKey.Create(RandomNumberGenerator.Fill));

    public Id<Submission> Case { get; private set; }

    /// <summary>Digest of the recipient of the run that a test leases to.</summary>
    public SecureIntake.Sealing.Documents.Bytes32 BenchRecipient { get; set; } = new(new byte[32]);

    public string FingerprintFile => Path.Combine(Store.Folder, "root.fingerprint");

    public BlobStore Blobs => _portal.Services.GetRequiredService<BlobStore>();

    /// <summary>The settings of a worker of this office.</summary>
    public IReadOnlyDictionary<string, string?> WorkerSettings => new Dictionary<string, string?>(Store.Settings, StringComparer.Ordinal)
    {
        ["Trust:RootFingerprintFile"] = FingerprintFile,
        ["Worker:BenchKeyFile"] = Path.Combine(Store.Folder, "keys", "bench.key"),
        ["Worker:Poll"] = "00:00:00.100",
        ["GateLink:Address"] = Gate.LinkSettings["GateLink:Address"],
        ["GateLink:PinFile"] = Gate.LinkSettings["GateLink:PinFile"],
    };

    public static async Task<BenchOffice> OpenAsync(Store store)
    {
        var office = new BenchOffice(store, await store.StartCasesAsync(), await GateHost.StartAsync(store.Folder, TimeProvider.System));
        await office.ReceiveCaseAsync();
        return office;
    }

    public Task<CasesContext> CasesAsync() =>
        _portal.Services.GetRequiredService<IDbContextFactory<CasesContext>>().CreateDbContextAsync();

    /// <summary>The bench that has introduced itself.</summary>
    public BenchSigner? Introduced
    {
        get
        {
            var folder = new DirectoryInfo(Path.Combine(Store.Folder, "benches"));
            if (!folder.Exists || folder.GetFiles("*.json") is not [var file])
                return null;
            using var json = JsonDocument.Parse(File.ReadAllBytes(file.FullName));
            Assert.True(OpaqueId.TryParse(json.RootElement.GetProperty("bench").GetString(), out var bench));
            Assert.True(Signer.TryParse(json.RootElement.GetProperty("signer").GetString(), out var signer));
            return new BenchSigner(bench, signer);
        }
    }

    /// <summary>Signs the directory with the bench that has introduced itself, as the root ceremony does.</summary>
    public async Task PublishAsync() => await PublishAsync([await EventuallyAsync(_ => Task.FromResult(Introduced))]);

    public async Task PublishAsync(IReadOnlyList<BenchSigner> benches)
    {
        var today = DateOnly.FromDateTime(DateTime.UtcNow);
        using var one = HybridIdentity.Create(RandomNumberGenerator.Fill);
        using var two = HybridIdentity.Create(RandomNumberGenerator.Fill);
        var request = new SigningRequest(
            [
                new Member(Lead.Id, [Role.Lead], Lead.Key.Identity.Recipient, Lead.Key.SigningKey.Signer),
                new Member(Verifier.Id, [Role.Verifier], Verifier.Key.Identity.Recipient, Verifier.Key.SigningKey.Signer),
            ],
            benches, [Gate.Listed], _signer.Key.ToString(), [new Custodian(1, one.Recipient), new Custodian(2, two.Recipient)], 2, 1, "http://intake.specimen.example");
        var publication = request.ToPublication(Root.Of(1, [_root.Signer]), new SecureIntake.Sealing.Documents.Bytes32(RandomNumberGenerator.GetBytes(32)), today, today.AddDays(30), PolicyDocument.NoWitnesses)!
            .Map(_root.Sign);
        await using var cases = await CasesAsync();
        cases.Publications.RemoveRange(await cases.Publications.ToListAsync());
        await cases.SaveChangesAsync();
        foreach (var document in new[] { publication.Policy, publication.Directory, publication.Roster })
            cases.Publications.Add(new Publication { Kind = document.Kind, Document = Encoding.UTF8.GetString(document.ToJson()) });
        foreach (var document in new[] { publication.Policy, publication.Roster })
            cases.Outbox.Add(OutboxEntry.Of(Entry.Record(new DocumentPublished(document.ForLog())).Bytes.ToArray()));
        await cases.SaveChangesAsync();
        await LogAsync();
    }

    /// <summary>The run that the worker has published and logged.</summary>
    public Task<BenchDocument> BenchAsync(OpaqueId? not = null) => EventuallyAsync(async cases =>
    {
        bool logged = await cases.Outbox.AnyAsync(e => e.Type == "bench/v1");
        foreach (var row in await cases.BenchRuns.AsNoTracking().ToListAsync())
        {
            if (logged && SignedDocument.TryParse(Encoding.UTF8.GetBytes(row.Document), out var document) && document.TryRead<BenchDocument>(out var bench)
                && bench.Run != not)
                return bench;
        }

        return null;
    });

    /// <summary>Puts what waits into the log, as the portal's sequencer does.</summary>
    public async Task LogAsync()
    {
        await using var cases = await CasesAsync();
        var waiting = await cases.Outbox.Where(e => e.Index == null).ToListAsync();
        Assert.All(waiting, entry => Assert.True(Entry.TryParse(entry.Entry, out var parsed) && parsed.SignatureHolds()));
        long next = _log.Append([.. waiting.Select(entry => entry.Entry)]);
        foreach (var entry in waiting)
            entry.Index = next++;

        await cases.SaveChangesAsync();
    }

    /// <summary>Asks until there is an answer; a minute at most.</summary>
    public async Task<T> EventuallyAsync<T>(Func<CasesContext, Task<T?>> ask) where T : class
    {
        for (int i = 0; i < 1200; i++)
        {
            await using var cases = await CasesAsync();
            if (await ask(cases) is { } answer)
                return answer;
            await Task.Delay(50);
        }

        throw new TimeoutException();
    }

    public async ValueTask DisposeAsync()
    {
        await Gate.DisposeAsync();
        _log.Dispose();
        _signer.Dispose();
        await _portal.StopAsync();
        _portal.Dispose();
        _root.Dispose();
        Random.Dispose();
        Lead.Key.Dispose();
        Verifier.Key.Dispose();
    }

    private async Task ReceiveCaseAsync()
    {
        var submission = new Submission
        {
            Handle = Id<Submission>.New(Random),
            Day = DateOnly.FromDateTime(DateTime.UtcNow),
            Week = "2026-W48",
            Tag = RandomNumberGenerator.GetBytes(32),
            Salt = RandomNumberGenerator.GetBytes(32),
            Digest = RandomNumberGenerator.GetBytes(32),
            State = CaseState.Open,
        };
        Case = submission.Handle;
        await using var cases = await CasesAsync();
        cases.Add(submission);
        cases.Add(new GateKey { Scope = Case.Text, Gate = Gate.Listed.Gate.ToString(), Document = Encoding.UTF8.GetString(Gate.Publish(Scope).ToJson()) });
        await cases.SaveChangesAsync();
    }

    /// <summary>Whose key holds the headers of the case.</summary>
    private GateScope Scope => GateScope.Of(OpaqueId.TryParse(Case.Text, out var id) ? id : default);

    /// <summary>The key of the case at the gate.</summary>
    public HybridRecipient CaseKey
    {
        get
        {
            Assert.True(Gate.Publish(Scope).TryRead<GateKeyDocument>(out var key));
            return key.Recipient;
        }
    }
}

internal sealed record Person(OpaqueId Id, StaffKey Key);
