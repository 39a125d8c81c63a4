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
using SecureIntake.Cases.Stages;
using SecureIntake.Cases.Storage;
using SecureIntake.Cases.Submissions;
using SecureIntake.Hosts.Tests.Gate;
using SecureIntake.Hosts.Tests.Infrastructure;
using SecureIntake.Opening;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Age;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Gates;
using SecureIntake.Sealing.Parts;
using SecureIntake.Specimens;
using BenchRun = SecureIntake.Cases.Stages.BenchRun;
using Grant = SecureIntake.Cases.Grants.Grant;
using GrantPurpose = SecureIntake.Sealing.Documents.GrantPurpose;
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
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
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
        var publication = request.ToPublication(Root.Of(1, [_root.Signer]), new SecureIntake.Sealing.Documents.Bytes32(RandomNumberGenerator.GetBytes(32)), today, today.AddDays(30))!
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

    /// <summary>Seals a part to the lead and stores it, as triage leaves it.</summary>
    public async Task<HeldPart> SealAsync(Compartment compartment, params PartEntry[] entries)
    {
        var payload = new MemoryStream();
        var sealedPart = PartSealer.Seal(compartment, entries, Lead.Key.Identity.Recipient, payload, RandomNumberGenerator.Fill);
        payload.Position = 0;
        var blob = await Blobs.StoreAsync(payload, default);
        var part = new Part
        {
            Id = Id<Part>.New(_random),
            Case = Case,
            Compartment = compartment.Name,
            Blob = blob.Id,
            Length = blob.Length,
            Digest = blob.Digest,
        };
        await using var cases = await CasesAsync();
        cases.Parts.Add(part);
        await cases.SaveChangesAsync();
        return new HeldPart(part, sealedPart);
    }

    public Task<HeldPart> SealEvidenceAsync(Specimen specimen) => SealEvidenceAsync(specimen.Bytes, specimen.MediaType);

    public Task<HeldPart> SealEvidenceAsync(byte[] bytes, string type)
    {
        string file = type == "application/pdf" ? "evidence.pdf" : "evidence.jpg";
        byte[] record = JsonSerializer.SerializeToUtf8Bytes(new
        {
            v = 1,
            file,
            name = "SPECIMEN as named",
            kind = "document",
            type,
            size = bytes.Length,
            sha256 = SHA256.HashData(bytes),
            note = "",
        });
        return SealAsync(Compartment.Evidence, new PartEntry("evidence.json", record), new PartEntry(file, bytes));
    }

    public Task<HeldPart> SealKeyedAsync(HeldPart about, params string[] lines) => SealAsync(Compartment.Keyed,
        new PartEntry("keyed.json", JsonSerializer.SerializeToUtf8Bytes(new { v = 1, about = about.Part.Id.Text, mrz = lines })));

    /// <summary>Leases parts to a bench run, by the hand of the lead.</summary>
    /// <param name="bench">The run.</param>
    /// <param name="held">The paper first.</param>
    /// <param name="change">What is wrong with it, for a test that wants something wrong.</param>
    /// <param name="log">Whether the portal has logged the act already.</param>
    /// <returns>The stage run.</returns>
    public async Task<Id<StageRun>> LeaseAsync(BenchDocument bench, HeldPart[] held, Func<LeaseTerms, LeaseTerms>? change = null, bool log = true)
    {
        var terms = new LeaseTerms
        {
            Case = OpaqueId.TryParse(Case.Text, out var @case) ? @case : default,
            Signer = Lead.Key.SigningKey,
            Expires = bench.Expires,
            Run = bench.Run,
            Recipient = bench.Recipient,
            Readers = [new Reader(Lead.Id, Lead.Key.Identity.Recipient), new Reader(Verifier.Id, Verifier.Key.Identity.Recipient)],
        };
        terms = change?.Invoke(terms) ?? terms;
        var grants = held.Select(part => Give(part, terms)).ToList();
        var lease = new LeaseDocument(
            1, OpaqueId.Create(RandomNumberGenerator.Fill), terms.Case, "examine", [.. grants.Select(g => g.Document.BodyDigest)], terms.Run, terms.Readers,
            Lead.Id, terms.Expires);
        var document = terms.Signer.Sign(SignedDocument.Unsigned(lease));
        var entry = Logged(new PartsLeased(
            new Stamp(DateTimeOffset.UtcNow, LogId.Parse(Lead.Id.ToString()), new Nonce(RandomNumberGenerator.GetBytes(16))),
            LogId.Parse(terms.Case.ToString()), "examine", LogId.Parse(terms.Run.ToString()),
            new Audit.Bytes32((terms.LoggedInstead ?? document).BodyDigest.Span), [.. grants.Select(g => new Audit.Bytes32(g.Document.BodyDigest.Span))]));
        var run = new StageRun
        {
            Id = Id<StageRun>.New(_random),
            Lease = Id<Lease>.Parse(lease.Lease.ToString()),
            Case = Case,
            About = held[0].Part.Id,
            Stage = "examine",
        };
        await using var cases = await CasesAsync();
        cases.Add(entry);
        cases.Add(new Lease
        {
            Id = run.Lease,
            Case = Case,
            Run = Id<BenchRun>.Parse(terms.Run.ToString()),
            Document = Encoding.UTF8.GetString(document.ToJson()),
            Entry = entry.Digest,
        });
        cases.Add(run);
        cases.AddRange(grants.Skip(terms.WithheldGrants).Select(g => g.Row(entry.Digest)));
        await cases.SaveChangesAsync();
        if (log)
            await LogAsync();
        return run.Id;
    }

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

    /// <summary>Waits until a run has ended.</summary>
    public Task<StageRun> EndAsync(Id<StageRun> id) => EventuallyAsync(async cases =>
        await cases.StageRuns.AsNoTracking().SingleAsync(r => r.Id == id) is { State: StageState.Done or StageState.Failed } run ? run : null);

    /// <summary>The verified result of a run that has ended.</summary>
    public ResultDocument Result(StageRun run)
    {
        var bench = Introduced!;
        Assert.True(SignedDocument.TryParse(Encoding.UTF8.GetBytes(run.Result!), out var document));
        Assert.True(document.IsSignedBy(bench.Signer));
        Assert.True(document.TryRead<ResultDocument>(out var result));
        Assert.Equal((run.Id.Text, run.Lease.Text, bench.Bench), (result.Run.ToString(), result.Lease.ToString(), result.By));
        return result;
    }

    /// <summary>Opens an output as its reader's browser does: by a grant that the bench signed.</summary>
    public async Task<PartContent> OpenAsync(ResultDocument result, Compartment compartment, Person reader)
    {
        await using var cases = await CasesAsync();
        var output = Assert.Single(result.Outputs, o => o.Compartment == compartment);
        var id = Id<Part>.Parse(output.Part.ToString());
        var part = await cases.Parts.SingleAsync(p => p.Id == id);
        var grant = await cases.Grants.SingleAsync(g => g.Part == id && g.Grantee == reader.Id.ToString());
        var bench = Introduced!;
        Assert.True(SignedDocument.TryParse(Encoding.UTF8.GetBytes(grant.Document), out var document) && document.IsSignedBy(bench.Signer));
        Assert.True(document.TryRead<GrantDocument>(out var terms));
        Assert.Equal((reader.Id, GrantPurpose.Result, output.Payload, output.Commitment), (terms.Grantee, terms.Purpose, terms.Payload, terms.Commitment));
        var header = Gate.Open(grant.Header, document);
        using var payload = Blobs.OpenRead(part.Blob);
        var plaintext = new MemoryStream();
        Assert.True(PartOpener.TryOpen(reader.Key.Identity, header, payload, output.Payload, output.Commitment, plaintext, out var why), why.ToString());
        Assert.True(PartContent.TryRead(compartment, plaintext, out var content));
        return content;
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
        _random.Dispose();
        Lead.Key.Dispose();
        Verifier.Key.Dispose();
    }

    private OutboxEntry Logged(SignedAct act) => OutboxEntry.Of(Entry.WithSignature(
        act, new Audit.Bytes32(Lead.Key.SigningKey.Signer.ToBytes()), Lead.Key.SigningKey.Sign(Entry.ToSign(act))).Bytes.ToArray());

    private GivenPart Give(HeldPart held, LeaseTerms terms)
    {
        Assert.True(Readdressing.TryReaddress(held.Sealed.Header, Lead.Key.Identity, terms.Recipient, RandomNumberGenerator.Fill, out var header, out _));
        var grant = terms.ChangeGrant(new GrantDocument(
            1, OpaqueId.Create(RandomNumberGenerator.Fill), terms.Case, OpaqueId.TryParse(held.Part.Id.Text, out var part) ? part : default,
            Compartment.All.Single(c => c.Name == held.Part.Compartment), new SecureIntake.Sealing.Documents.Bytes32(held.Part.Digest),
            new SecureIntake.Sealing.Documents.Bytes32(held.Sealed.Commitment), terms.Run, new SecureIntake.Sealing.Documents.Bytes32(terms.Recipient.Digest),
            GrantPurpose.Examine, terms.Expires, Lead.Id));
        var document = terms.GrantSigner(Lead.Key.SigningKey).Sign(SignedDocument.Unsigned(grant));
        return new GivenPart(held, grant, document, HeldHeader.Seal(HeldName.Grant(document.BodyDigest), header.ToBytes(), CaseKey, RandomNumberGenerator.Fill));
    }

    private async Task ReceiveCaseAsync()
    {
        var submission = new Submission
        {
            Handle = Id<Submission>.New(_random),
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
        cases.Add(new GateKey { Scope = Case.Text, Document = Encoding.UTF8.GetString(Gate.Publish(Scope).ToJson()) });
        await cases.SaveChangesAsync();
    }

    private GateScope Scope => GateScope.Of(OpaqueId.TryParse(Case.Text, out var id) ? id : default);

    private HybridRecipient CaseKey
    {
        get
        {
            Assert.True(Gate.Publish(Scope).TryRead<GateKeyDocument>(out var key));
            return key.Recipient;
        }
    }
}

internal sealed record Person(OpaqueId Id, StaffKey Key);

/// <summary>A part that the lead holds a header of.</summary>
internal sealed record HeldPart(Part Part, SealedPart Sealed);

/// <summary>A part with the lead's grant to the bench.</summary>
internal sealed record GivenPart(HeldPart Held, GrantDocument Terms, SignedDocument Document, byte[] Header)
{
    public Grant Row(byte[] entry) => new()
    {
        Id = Id<Grant>.Parse(Terms.Grant.ToString()),
        Part = Held.Part.Id,
        Case = Held.Part.Case,
        Grantee = Terms.Grantee.ToString(),
        Purpose = "examine",
        Expires = Terms.Expires,
        Document = Encoding.UTF8.GetString(Document.ToJson()),
        Header = Header,
        Entry = entry,
    };
}

/// <summary>The terms of a lease; tests change one of them.</summary>
internal sealed record LeaseTerms
{
    public required OpaqueId Case { get; init; }
    public required SigningKey Signer { get; init; }
    public required OpaqueId Run { get; init; }
    public required HybridRecipient Recipient { get; init; }
    public required DateTimeOffset Expires { get; init; }
    public required IReadOnlyList<Reader> Readers { get; init; }
    public SignedDocument? LoggedInstead { get; init; }
    public int WithheldGrants { get; init; }
    public Func<GrantDocument, GrantDocument> ChangeGrant { get; init; } = grant => grant;
    public Func<SigningKey, SigningKey> GrantSigner { get; init; } = lead => lead;
}
