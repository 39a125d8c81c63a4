using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SecureIntake.Audit.Events;
using SecureIntake.Cases;
using SecureIntake.Cases.Auditing;
using SecureIntake.Cases.Grants;
using SecureIntake.Cases.Staff;
using SecureIntake.Cases.Stages;
using SecureIntake.Cases.Storage;
using SecureIntake.Cases.Submissions;
using SecureIntake.Opening;
using SecureIntake.Portal.Gates;
using SecureIntake.Portal.Trust;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Age;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Gates;
using SecureIntake.Sealing.Parts;
using Bytes32 = SecureIntake.Sealing.Documents.Bytes32;
using GrantPurpose = SecureIntake.Sealing.Documents.GrantPurpose;
using SignedDocument = SecureIntake.Sealing.Documents.SignedDocument;
using StageOutcome = SecureIntake.Sealing.Documents.StageOutcome;

namespace SecureIntake.Hosts.Tests.Portal;

/// <summary>A sealed part as whoever holds its header knows it.</summary>
internal sealed record HeldPart(OpaqueId Id, Compartment Compartment, Header Header, byte[] Payload, Bytes32 Digest, Bytes32 Commitment)
{
    /// <summary>Seals a specimen; a source part to a fresh key of its own.</summary>
    public static HeldPart Seal(Compartment compartment, HybridRecipient? recipient, int fileBytes = 0)
    {
        List<PartEntry> entries = [new PartEntry(compartment.Record, """{"v":1,"note":"SPECIMEN"}"""u8.ToArray())];
        if (fileBytes > 0)
            entries.Add(new PartEntry("evidence.pdf", RandomNumberGenerator.GetBytes(fileBytes)));
        using var payload = new MemoryStream();
        var part = compartment is SourceCompartment source
            ? PartSealer.Seal(source, entries, SourceIdentity.Create(RandomNumberGenerator.Fill).Recipient, payload, RandomNumberGenerator.Fill)
            : PartSealer.Seal(compartment, entries, recipient!, payload, RandomNumberGenerator.Fill);
        return new HeldPart(
            OpaqueId.Create(RandomNumberGenerator.Fill), compartment, part.Header, payload.ToArray(), new(part.PayloadDigest), new(part.Commitment));
    }
}

/// <summary>What there is of a case: equal before and after a step that was refused.</summary>
internal sealed record CaseTrace(CaseState State, int Parts, int Headers, int Grants, int Leases, int Runs, int Entries, int Blobs);

/// <summary>A made-up case in the portal's store, really sealed, and the acts that members' browsers would send about it.</summary>
internal sealed class SpecimenCase
{
    private readonly PortalHost _host;
    private readonly PortalOffice _office;

    private IReadOnlyList<HybridRecipient> _weekKeys = [];
    private IReadOnlyList<HybridRecipient> _caseKeys = [];

    private SpecimenCase(PortalHost host, PortalOffice office, HybridIdentity desk, IReadOnlyList<HeldPart> parts) =>
        (_host, _office, Desk, Parts) = (host, office, desk, parts);

    /// <summary>The one-time key that openings of this case name.</summary>
    public HybridIdentity OneTime { get; } = HybridIdentity.Create(RandomNumberGenerator.Fill);

    /// <summary>Its digest, as statements name it.</summary>
    public Audit.Bytes32 OneTimeDigest => new(OneTime.Recipient.Digest);

    public Id<Submission> Handle { get; } = Id<Submission>.New(RandomNumberGenerator.Create());

    public OpaqueId Case => OpaqueId.TryParse(Handle.Text, out var id) ? id : default;

    public LogId LogId => LogId.Parse(Handle.Text);

    public HybridIdentity Desk { get; }

    public IReadOnlyList<HeldPart> Parts { get; }

    public HeldPart Account => Parts.Single(p => p.Compartment == Compartment.Account);

    public HeldPart Evidence => Parts.First(p => p.Compartment == Compartment.Evidence);

    public HeldPart Source => Parts.Single(p => p.Compartment == Compartment.Source);

    /// <summary>The source part, as acts name it.</summary>
    public LogId SourceId => LogId.Parse(Source.Id.ToString());

    /// <summary>The parts that triage re-addresses.</summary>
    public IEnumerable<HeldPart> OfTheDesk => Parts.Where(p => Holding.OfTheDesk.Contains(p.Compartment.Name));

    /// <summary>The parts that no lead opens.</summary>
    public IEnumerable<HeldPart> OfCustody => Parts.Except(OfTheDesk);

    public Week Week => Week.Of(DateOnly.FromDateTime(_host.Time.GetUtcNow().UtcDateTime));

    /// <summary>As what the header of a part is held.</summary>
    public HeldName NameOf(HeldPart part) => Holding.OfTheDesk.Contains(part.Compartment.Name)
        ? HeldName.Desk(Case, part.Id, part.Compartment)
        : HeldName.Custody(Case, part.Id, part.Compartment);

    public string Path(string step) => $"/cases/{Handle.Text}/{step}";

    /// <summary>A submission has arrived: sealed to the desk key of the week, which is sealed to every lead.</summary>
    public static async Task<SpecimenCase> ArriveAsync(PortalHost host, PortalOffice office, int evidence = 2)
    {
        var desk = new HybridIdentity(office.DeskSeed);
        HeldPart[] parts =
        [
            HeldPart.Seal(Compartment.Account, desk.Recipient),
            .. Enumerable.Range(0, evidence).Select(_ => HeldPart.Seal(Compartment.Evidence, desk.Recipient, 40_000)),
            HeldPart.Seal(Compartment.Mailbox, desk.Recipient),
            HeldPart.Seal(Compartment.Source, recipient: null),
            .. Enumerable.Range(1, 3).Select(number => HeldPart.Seal(Compartment.Share, office.Custodian(number).Recipient)),
        ];
        var specimen = new SpecimenCase(host, office, desk, parts);
        specimen._weekKeys = await specimen.GateKeysAsync(GateScope.Of(specimen.Week));
        specimen._caseKeys = await specimen.GateKeysAsync(GateScope.Of(specimen.Case));
        await specimen.StoreAsync();
        return specimen;
    }

    /// <summary>A case that its lead has taken, with the office's deputy.</summary>
    public static async Task<SpecimenCase> TakenAsync(PortalHost host, PortalOffice office, int evidence = 2)
    {
        var specimen = await ArriveAsync(host, office, evidence);
        Assert.Equal(HttpStatusCode.OK, (await specimen.TriageAsync(office.Lead, office.Deputy)).StatusCode);
        return specimen;
    }

    /// <summary>A grant as a granter's browser makes it, after a change that a test wants.</summary>
    public JsonObject Grant(
        Person by, HeldPart part, HybridRecipient recipient, OpaqueId grantee, GrantPurpose purpose, TimeSpan lasts,
        Func<GrantDocument, GrantDocument>? change = null, StaffKey? signedBy = null)
    {
        var body = new GrantDocument(
            1, OpaqueId.Create(RandomNumberGenerator.Fill), Case, part.Id, part.Compartment, part.Digest, part.Commitment, grantee,
            new Bytes32(recipient.Digest), purpose, DateTimeOffset.FromUnixTimeSeconds((_host.Time.GetUtcNow() + lasts).ToUnixTimeSeconds()), by.Opaque);
        var document = (signedBy ?? by.Key).SigningKey.Sign(SignedDocument.Unsigned(change?.Invoke(body) ?? body));
        Assert.True(Readdressing.TryReaddress(part.Header, Desk, recipient, RandomNumberGenerator.Fill, out var header, out _));
        return new JsonObject
        {
            ["document"] = JsonNode.Parse(document.ToJson()),
            ["header"] = Convert.ToBase64String(Hold(header, document)),
        };
    }

    public JsonObject GrantTo(
        Person by, HeldPart part, Person to, GrantPurpose purpose, int days, Func<GrantDocument, GrantDocument>? change = null, StaffKey? signedBy = null) =>
        Grant(by, part, to.Key.Identity.Recipient, to.Opaque, purpose, TimeSpan.FromDays(days), change, signedBy);

    /// <summary>The body digests of grants, as acts name them.</summary>
    public static IReadOnlyList<Audit.Bytes32> DigestsOf(IEnumerable<JsonNode?> grants) =>
        [.. grants.Select(grant => new Audit.Bytes32(SHA256.HashData(Encoding.UTF8.GetBytes((string)grant!["document"]!["body"]!))))];

    public Task<HttpResponseMessage> OpenAsync(Person person, Purpose purpose, params IEnumerable<OpaqueId> parts) =>
        OpenAsync(person, person.Sign(new PartsOpened(
            person.Stamp(), purpose, LogId, [.. parts.Select(p => Audit.Events.LogId.Parse(p.ToString()))], OneTimeDigest)));

    /// <summary>Posts a statement with the one-time key.</summary>
    public Task<HttpResponseMessage> OpenAsync(Person person, JsonObject statement) =>
        person.PostAsync(Path("open"), statement, ("recipient", OneTime.Recipient.ToString()));

    /// <summary>A header as its reader's browser takes it out of what the gate gave.</summary>
    public Header Take(JsonNode? answered)
    {
        Assert.True(SmallFileOpening.TryOpen(Convert.FromBase64String((string)answered!["header"]!), OneTime, out byte[]? bytes, out var why), why.ToString());
        Assert.True(Header.TryParse(bytes, out var header, out _));
        return header;
    }

    public Task<HttpResponseMessage> TriageAsync(Person lead, Person deputy, Func<JsonArray, JsonArray>? change = null)
    {
        var grants = new JsonArray([.. OfTheDesk.SelectMany(part =>
            new[] { lead, deputy }.Select(reader => GrantTo(lead, part, reader, GrantPurpose.Triage, 365)))]);
        grants = change?.Invoke(grants) ?? grants;
        var act = new CaseTriaged(lead.Stamp(), LogId, Audit.Events.LogId.Parse(deputy.Id.Text), DigestsOf(grants));
        return lead.PostAsync(Path("triage"), lead.Sign(act), ("grants", grants));
    }

    public Task<HttpResponseMessage> AssignAsync(Person lead, Person verifier, params JsonObject[] grants)
    {
        var sent = new JsonArray([.. grants]);
        var act = new CaseAssigned(lead.Stamp(), LogId, Audit.Events.LogId.Parse(verifier.Id.Text), DigestsOf(sent));
        return lead.PostAsync(Path("assign"), lead.Sign(act), ("grants", sent));
    }

    public Task<HttpResponseMessage> AssignAccountAsync(Person lead, Person verifier, int days = 14) =>
        AssignAsync(lead, verifier, GrantTo(lead, Account, verifier, GrantPurpose.Verify, days));

    /// <summary>A bench run, as the worker publishes it.</summary>
    public async Task<BenchDocument> StartBenchAsync(double hours = 12, SigningKey? signedBy = null)
    {
        using var identity = HybridIdentity.Create(RandomNumberGenerator.Fill);
        var body = new BenchDocument(
            1, _office.BenchId, OpaqueId.Create(RandomNumberGenerator.Fill), identity.Recipient, Seconds(_host.Time.GetUtcNow().AddHours(hours)));
        await using var cases = await _host.OpenCasesAsync();
        cases.BenchRuns.Add(new BenchRun
        {
            Run = Id<BenchRun>.Parse(body.Run.ToString()),
            Expires = body.Expires,
            Document = Encoding.UTF8.GetString((signedBy ?? _office.Bench).Sign(SignedDocument.Unsigned(body)).ToJson()),
        });
        await cases.SaveChangesAsync();
        return body;
    }

    public Task<HttpResponseMessage> LeaseAsync(
        Person lead, BenchDocument bench, IEnumerable<Person> readers, Func<LeaseDocument, LeaseDocument>? change = null, params HeldPart[] parts)
    {
        var grants = new JsonArray([.. (parts.Length == 0 ? [Evidence] : parts).Select(part =>
            Grant(lead, part, bench.Recipient, bench.Run, GrantPurpose.Examine, bench.Expires - _host.Time.GetUtcNow()))]);
        var body = new LeaseDocument(
            1, OpaqueId.Create(RandomNumberGenerator.Fill), Case, "examine", [.. DigestsOf(grants).Select(d => new Bytes32(d.ToArray()))], bench.Run,
            [.. readers.Select(reader => new Reader(reader.Opaque, reader.Key.Identity.Recipient))], lead.Opaque, bench.Expires);
        var lease = lead.Key.SigningKey.Sign(SignedDocument.Unsigned(change?.Invoke(body) ?? body));
        var act = new PartsLeased(
            lead.Stamp(), LogId, "examine", Audit.Events.LogId.Parse(bench.Run.ToString()), new Audit.Bytes32(lease.BodyDigest.Span), DigestsOf(grants));
        return lead.PostAsync(Path("lease"), lead.Sign(act), ("lease", JsonNode.Parse(lease.ToJson())), ("grants", grants));
    }

    public Task<HttpResponseMessage> KeyAsync(
        Person person, IEnumerable<Person> readers, int days, HeldPart? part = null, Func<GrantDocument, GrantDocument>? change = null)
    {
        // Sealed to the desk only so that Grant can re-address it; no header of it is sent but the grants'.
        part ??= HeldPart.Seal(Compartment.Keyed, Desk.Recipient);
        var grants = new JsonArray([.. readers.Select(reader => GrantTo(person, part, reader, GrantPurpose.Verify, days, change))]);
        var act = new PartKeyed(person.Stamp(), LogId, Audit.Events.LogId.Parse(part.Id.ToString()), DigestsOf(grants));
        return person.PostAsync(Path("keyed"), person.Sign(act), ("grants", grants), ("payload", Convert.ToBase64String(part.Payload)));
    }

    /// <summary>What the worker leaves when a run is done: a finding for each reader, and the signed result.</summary>
    public async Task<HeldPart> FinishAsync(params Person[] readers)
    {
        var finding = HeldPart.Seal(Compartment.Finding, Desk.Recipient);
        await using var cases = await _host.OpenCasesAsync();
        var run = await cases.StageRuns.SingleAsync(r => r.Case == Handle);
        var blob = await _host.Services.GetRequiredService<BlobStore>().StoreAsync(new MemoryStream(finding.Payload), CancellationToken.None);
        cases.Parts.Add(RowOf(finding, blob));
        var result = _office.Bench.Sign(SignedDocument.Unsigned(new ResultDocument(
            1, OpaqueId.TryParse(run.Id.Text, out var id) ? id : default, OpaqueId.TryParse(run.Lease.Text, out var lease) ? lease : default,
            "examine", StageOutcome.Done, "", [new Output(finding.Id, finding.Compartment, finding.Digest, finding.Commitment)], _office.BenchId)));
        (run.State, run.Result) = (StageState.Done, Encoding.UTF8.GetString(result.ToJson()));
        var entry = OutboxEntry.Of(Encoding.UTF8.GetBytes("""{"act":{"type":"stage/v1"}}"""));
        entry.Index = 1_000_000;
        if (!await cases.Outbox.AnyAsync(e => e.Digest == entry.Digest))
            cases.Outbox.Add(entry);
        foreach (var reader in readers)
        {
            Assert.True(Readdressing.TryReaddress(finding.Header, Desk, reader.Key.Identity.Recipient, RandomNumberGenerator.Fill, out var header, out _));
            var ends = Seconds(_host.Time.GetUtcNow().AddDays(30));
            var document = _office.Bench.Sign(SignedDocument.Unsigned(new GrantDocument(
                1, OpaqueId.Create(RandomNumberGenerator.Fill), Case, finding.Id, finding.Compartment, finding.Digest, finding.Commitment, reader.Opaque,
                new Bytes32(reader.Key.Identity.Recipient.Digest), GrantPurpose.Result, ends, _office.BenchId)));
            cases.Grants.Add(new Grant
            {
                Id = Id<Grant>.New(RandomNumberGenerator.Create()),
                Part = Id<Part>.Parse(finding.Id.ToString()),
                Case = Handle,
                Grantee = reader.Id.Text,
                Purpose = "result",
                Expires = ends,
                Document = Encoding.UTF8.GetString(document.ToJson()),
                Header = Hold(header, document),
                Entry = entry.Digest,
            });
        }

        await cases.SaveChangesAsync();
        return finding;
    }

    /// <summary>Everything that a step could have changed, as one comparable value.</summary>
    public async Task<CaseTrace> TraceAsync()
    {
        await using var cases = await _host.OpenCasesAsync();
        string handle = Handle.Text;
        return new CaseTrace(
            (await cases.Submissions.SingleAsync(s => s.Handle == Handle)).State,
            await cases.Parts.CountAsync(p => p.Case == Handle),
            await cases.Parts.CountAsync(p => p.Case == Handle && p.Header != null),
            await cases.Grants.CountAsync(g => g.Case == Handle),
            await cases.Leases.CountAsync(l => l.Case == Handle),
            await cases.StageRuns.CountAsync(r => r.Case == Handle),
            await cases.Outbox.CountAsync(e => e.Case == handle),
            Directory.GetFiles(System.IO.Path.Combine(_host.StorageFolder, "blobs")).Length);
    }

    /// <summary>Asserts that a step was refused with a code and left nothing behind: no row, no blob, no entry for the log.</summary>
    public async Task RefusesAsync(Func<Task<HttpResponseMessage>> step, HttpStatusCode status, string code)
    {
        var before = await TraceAsync();
        await (await step()).RefusedAsync(status, code);
        Assert.Equal(before, await TraceAsync());
    }

    private async Task StoreAsync()
    {
        var now = _host.Time.GetUtcNow();
        string week = Week.ToString();
        var blobs = _host.Services.GetRequiredService<BlobStore>();
        await using var cases = await _host.OpenCasesAsync();
        cases.Submissions.Add(new Submission
        {
            Handle = Handle,
            Day = DateOnly.FromDateTime(now.UtcDateTime),
            Week = week,
            Tag = RandomNumberGenerator.GetBytes(32),
            Salt = RandomNumberGenerator.GetBytes(32),
            Digest = RandomNumberGenerator.GetBytes(32),
        });
        foreach (var part in Parts)
        {
            var row = RowOf(part, await blobs.StoreAsync(new MemoryStream(part.Payload), CancellationToken.None));
            row.Header = HeldHeader.Seal(NameOf(part), part.Header.ToBytes(), _weekKeys, RandomNumberGenerator.Fill);
            cases.Parts.Add(row);
        }

        if (!await cases.DeskKeys.AnyAsync(k => k.Week == week))
        {
            var line = DeskKeysLead.Line(Week, _office.DeskSeed);
            cases.DeskKeys.Add(new DeskKey { Week = week, Document = Encoding.UTF8.GetString(_office.Lead.Sign(line).ToJson()) });
            foreach (var lead in new[] { _office.Lead, _office.Deputy, _office.OtherLead })
                cases.DeskSeals.Add(new DeskSeal { Week = week, Member = lead.Id, Sealed = SealSeed(_office.DeskSeed, lead.Key.Identity.Recipient) });
        }

        await cases.SaveChangesAsync();
    }

    private byte[] Hold(Header header, SignedDocument grant) =>
        HeldHeader.Seal(HeldName.Grant(grant.BodyDigest), header.ToBytes(), _caseKeys, RandomNumberGenerator.Fill);

    private async Task<IReadOnlyList<HybridRecipient>> GateKeysAsync(GateScope scope)
    {
        var world = await _host.Services.GetRequiredService<CurrentWorld>().GetAsync(CancellationToken.None);
        var documents = await _host.Services.GetRequiredService<GateDoor>().KeysAsync(scope, world!, CancellationToken.None);
        return GateKeyDocument.RecipientsOf(documents, scope, world!.Directory)!;
    }

    private Part RowOf(HeldPart part, StoredBlob blob) => new()
    {
        Id = Id<Part>.Parse(part.Id.ToString()),
        Case = Handle,
        Compartment = part.Compartment.Name,
        Blob = blob.Id,
        Length = blob.Length,
        Digest = blob.Digest,
    };

    private static byte[] SealSeed(byte[] seed, HybridRecipient recipient)
    {
        using var fileKey = FileKey.Create(RandomNumberGenerator.Fill);
        using var output = new MemoryStream();
        output.Write(Header.Create(fileKey, recipient, RandomNumberGenerator.Fill).ToBytes());
        using var writer = new PayloadWriter(fileKey, output, RandomNumberGenerator.Fill);
        writer.Write(seed);
        writer.Complete();
        return output.ToArray();
    }

    private static DateTimeOffset Seconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
}
