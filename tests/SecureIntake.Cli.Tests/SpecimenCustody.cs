using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;
using SecureIntake.Audit.Witnesses;
using SecureIntake.Opening;
using SecureIntake.Opening.Shares;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Age;
using SecureIntake.Sealing.Custody;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Parts;
using SecureIntake.Sealing.Receipt;
using SecureIntake.Sealing.Shares;
using SecureIntake.Sealing.Tests.Documents;
using Bytes32 = SecureIntake.Sealing.Documents.Bytes32;
using Role = SecureIntake.Sealing.Documents.Role;
using Root = SecureIntake.Sealing.Documents.Root;

namespace SecureIntake.Cli.Tests;

/// <summary>
/// A made-up organisation of today, one case with a sealed source, and the file by which its lead asks three custodians for that source: any two of them
/// open it. All keys are real; the log and both witnesses are those that an office has.
/// </summary>
internal sealed class SpecimenCustody : IDisposable
{
    public const int K = 2;

    private static readonly RandomSource Random = RandomNumberGenerator.Fill;

    private readonly SigningKey[] _rootKeys = [SigningKey.Create(Random), SigningKey.Create(Random)];
    private readonly Root _root;
    private readonly LogSigner _logSigner = new("specimen.example/log", RandomNumberGenerator.GetBytes(LogSigner.SeedLength));
    private readonly string _logFolder;
    private readonly LogWriter _log;
    private readonly WitnessSigner[] _witnessSigners =
        [.. new[] { "one.example", "two.example" }.Select(name => new WitnessSigner(name, RandomNumberGenerator.GetBytes(LogSigner.SeedLength)))];
    private readonly Witness[] _witnesses;
    private readonly Dictionary<int, byte[]> _shares = [];
    private long _cosigned;

    /// <param name="folder">Where the log and the witnesses keep what they must.</param>
    public SpecimenCustody(string folder)
    {
        _root = Root.Of(2, _rootKeys.Select(key => key.Signer));
        _logFolder = Path.Combine(folder, "log");
        _log = LogWriter.Open(_logFolder, _logSigner);
        _witnesses = [.. _witnessSigners.Select(signer => new Witness(Path.Combine(folder, signer.Key.Name), signer, [_logSigner.Key], TimeProvider.System))];
        SealSource();
        // Without these nothing vouches for the log.
        var published = Publish();
        _log.Append([.. new[] { published.Policy, published.Roster }.Select(document => Entry.Record(new DocumentPublished(new SecureIntake.Audit.Events.SignedDocument(
            document.Kind, document.Body, [.. document.Signatures.Select(line => new SecureIntake.Audit.Events.DocumentSignature(new Audit.Bytes32(line.Key.ToBytes()), line.Signature.ToArray()))]))).Bytes.ToArray())]);
    }

    public static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public static DateOnly Today => DateOnly.FromDateTime(Now.UtcDateTime);

    public string RootFingerprint => _root.Fingerprint;

    public Person Lead { get; } = NewPerson();

    public Person Verifier { get; } = NewPerson();

    /// <summary>Whom the source's client found in the policy of its time.</summary>
    public IReadOnlyList<HybridIdentity> Custodians { get; } = [.. Enumerable.Range(0, 3).Select(_ => HybridIdentity.Create(Random))];

    public OpaqueId Case { get; } = OpaqueId.Create(Random);

    /// <summary>What the source keeps.</summary>
    public ReceiptCode Code { get; } = ReceiptCode.Create(Random);

    public OpaqueId Source => Code.SourcePart();

    public SealedPart SealedSource { get; private set; } = null!;

    public byte[] SourcePayload { get; private set; } = null!;

    /// <summary>What the sealed account says of each share.</summary>
    public Dictionary<byte, Bytes32> Commitments { get; } = [];

    public static Person NewPerson() => new(OpaqueId.Create(Random), StaffKey.Create(Random));

    /// <summary>What the root signed: a lead, a verifier, the custodians that are listed today, both witnesses.</summary>
    public RootPublication Publish(IEnumerable<HybridIdentity>? custodians = null, DateOnly? issued = null)
    {
        var first = issued ?? Today;
        var witnesses = string.Concat(_witnessSigners.Zip(["one", "two"], (signer, name) => $"witness {name} {signer.Key}\n")) + "group both 2 one two\nquorum both\n";
        var request = new SigningRequest(
            [Listed(Lead, Role.Lead), Listed(Verifier, Role.Verifier)], [], [], _logSigner.Key.ToString(),
            [.. (custodians ?? Custodians).Select((custodian, i) => new Custodian(i + 1, custodian.Recipient))], K, 1, "http://intake.specimen.example");
        var publication = request.ToPublication(_root, new Bytes32(RandomNumberGenerator.GetBytes(Bytes32.Size)), first, first.AddDays(30), witnesses)!;
        return _rootKeys.Aggregate(publication, (signed, key) => signed.Map(key.Sign));
    }

    /// <summary>A request as it stands in the log, in a file with the shares of the case.</summary>
    /// <param name="by">Who signs; the lead.</param>
    /// <param name="with">With which key; their own.</param>
    /// <param name="at">When; an hour ago.</param>
    /// <param name="purpose">Why.</param>
    /// <param name="witnesses">How many cosign.</param>
    /// <param name="of">For which case; the one that there is.</param>
    /// <param name="part">For which source part; that of the case.</param>
    public JsonObject Ask(Person? by = null, SigningKey? with = null, DateTimeOffset? at = null, Purpose purpose = Purpose.Contact, int witnesses = 2, OpaqueId? of = null, OpaqueId? part = null)
    {
        var signer = by ?? Lead;
        var key = with ?? signer.Key.SigningKey;
        var stamp = new Stamp(at ?? Now.AddHours(-1), LogId.Parse(signer.Id.ToString()), new Nonce(RandomNumberGenerator.GetBytes(Nonce.Length)));
        var act = new CustodyRequested(stamp, purpose, LogId.Parse((of ?? Case).ToString()), LogId.Parse((part ?? Source).ToString()));
        var entry = Entry.WithSignature(act, new Audit.Bytes32(key.Signer.ToBytes()), key.Sign(Entry.ToSign(act)));
        return Write(entry, Publish(), witnesses);
    }

    /// <summary>The testimony enters the log, among fillers.</summary>
    public void Receive(int fillers = 3) => _log.Append([.. Enumerable.Range(0, fillers + 1).Select(i => Entry.Record(new SubmissionReceived(
        Today, new Audit.Bytes32(i == 1 ? Code.LogTag() : RandomNumberGenerator.GetBytes(Bytes32.Size)), new Audit.Bytes32(RandomNumberGenerator.GetBytes(Bytes32.Size)))).Bytes.ToArray())]);

    /// <summary>The lead has the gate asked for parts of the case.</summary>
    public void Open(Purpose purpose, params OpaqueId[] parts)
    {
        var act = new PartsOpened(new Stamp(Now, LogId.Parse(Lead.Id.ToString()), new Nonce(RandomNumberGenerator.GetBytes(Nonce.Length))), purpose, LogId.Parse(Case.ToString()),
            [.. parts.Select(part => LogId.Parse(part.ToString()))], new Audit.Bytes32(RandomNumberGenerator.GetBytes(Bytes32.Size)));
        var key = Lead.Key.SigningKey;
        _log.Append([Entry.WithSignature(act, new Audit.Bytes32(key.Signer.ToBytes()), key.Sign(Entry.ToSign(act))).Bytes.ToArray()]);
    }

    /// <summary>Someone vetoes the request of a file, in the log.</summary>
    public void Veto(JsonObject file, Person by)
    {
        var leaf = Rfc6962.Leaf(Encoding.UTF8.GetBytes((string)file["entry"]!));
        Log(by, stamp => new CustodyVetoed(stamp, LogId.Parse(Case.ToString()), leaf));
    }

    /// <summary>Someone locks a member out, in the log.</summary>
    public void LockOut(Person whom, Person by) =>
        Log(by, stamp => new MemberLockedOut(stamp, LogId.Parse(whom.Id.ToString()), new Audit.Bytes32(whom.Key.SigningKey.Signer.ToBytes())));

    /// <summary>A copy of the log as it is, in a folder, with the lines of so many witnesses.</summary>
    public void CopyLog(string folder, int witnesses = 2)
    {
        var tree = _log.Tree;
        var note = Cosigned(tree, witnesses);
        _log.Cosign(tree.Checkpoint, CheckpointNote.Cosignatures(note, _witnessSigners.Select(signer => signer.Key)));
        foreach (var file in Directory.EnumerateFiles(_logFolder, "*", SearchOption.AllDirectories))
        {
            var path = Path.Combine(folder, Path.GetRelativePath(_logFolder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            if (!path.EndsWith(".lock", StringComparison.Ordinal)) File.Copy(file, path);
        }
    }

    /// <summary>The file of any entry.</summary>
    public JsonObject Write(Entry entry, RootPublication publication, int witnesses = 2)
    {
        var proof = Prove(_log.Append([entry.Bytes.ToArray()]), witnesses);
        var shares = Custodians.Select((custodian, i) => SealShare(i + 1, custodian.Recipient)).ToArray();
        var file = new RequestFile(1, Encoding.UTF8.GetString(entry.Bytes.Span), proof.ToString(), publication, Case, Source, shares);
        return JsonNode.Parse(file.ToJson())!.AsObject();
    }

    /// <summary>A share part for a custodian.</summary>
    /// <param name="number">The custodian's number in the file.</param>
    /// <param name="custodian">Whom it is sealed to.</param>
    /// <param name="change">What is other in its <c>share.json</c> than it should be.</param>
    public RequestedShare SealShare(int number, HybridRecipient custodian, Action<JsonObject>? change = null)
    {
        var record = new JsonObject
        {
            ["v"] = 1,
            ["part"] = Source.ToString(),
            ["number"] = number,
            ["k"] = K,
            ["n"] = Custodians.Count,
            ["share"] = Convert.ToBase64String(Share(number)),
            ["salt"] = Convert.ToBase64String(Salt(number)),
            ["noticeKey"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
        };
        change?.Invoke(record);
        using var payload = new MemoryStream();
        var part = PartSealer.Seal(Compartment.Share, [new PartEntry("share.json", Encoding.UTF8.GetBytes(record.ToJsonString()))], custodian, payload, Random);
        return new RequestedShare(OpaqueId.Create(Random), number, part.Header.ToBytes(), payload.ToArray());
    }

    /// <summary>A custodian's share, 33 bytes.</summary>
    public byte[] Share(int number) => _shares.TryGetValue(number, out var share) ? share : RandomNumberGenerator.GetBytes(ShareCommitment.ShareSize);

    /// <summary>The files that people have: the request, the root's fingerprint, each custodian's key and the lead's.</summary>
    public void WriteFiles(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "request.json"), Ask().ToJsonString());
        File.WriteAllText(Path.Combine(folder, "root.fingerprint"), RootFingerprint + "\n");
        File.WriteAllBytes(Path.Combine(folder, "lead.key"), KeyText.Write(Lead.Key));
        for (var i = 0; i < Custodians.Count; i++) File.WriteAllBytes(Path.Combine(folder, $"custodian-{i + 1}"), KeyText.Write(Custodians[i]));
    }

    public void Dispose()
    {
        foreach (var witness in _witnesses) witness.Dispose();
        foreach (var signer in _witnessSigners) signer.Dispose();
        _log.Dispose();
        _logSigner.Dispose();
        foreach (var key in _rootKeys) key.Dispose();
        foreach (var custodian in Custodians) custodian.Dispose();
        Lead.Key.Dispose();
        Verifier.Key.Dispose();
    }

    private void Log(Person by, Func<Stamp, SignedAct> actOf)
    {
        var act = actOf(new Stamp(Now, LogId.Parse(by.Id.ToString()), new Nonce(RandomNumberGenerator.GetBytes(Nonce.Length))));
        var key = by.Key.SigningKey;
        _log.Append([Entry.WithSignature(act, new Audit.Bytes32(key.Signer.ToBytes()), key.Sign(Entry.ToSign(act))).Bytes.ToArray()]);
    }

    private static Member Listed(Person person, Role role) => new(person.Id, [role], person.Key.Identity.Recipient, person.Key.SigningKey.Signer);

    private static byte[] Salt(int number) => SHA256.HashData(Encoding.ASCII.GetBytes($"salt {number}"));

    private void SealSource()
    {
        using var key = SourceIdentity.Create(Random);
        using var payload = new MemoryStream();
        var record = """{"v":1,"anonymous":false,"name":"Relative Specimenova","contact":"specimen@example.org"}"""u8.ToArray();
        SealedSource = PartSealer.Seal(Compartment.Source, [new PartEntry("source.json", record)], key.Recipient, payload, Random);
        SourcePayload = payload.ToArray();
        var shares = SecretSharing.Split(key, K, Custodians.Count, Random);
        for (var number = 1; number <= shares.Length; number++)
        {
            _shares[number] = shares[number - 1];
            Commitments[(byte)number] = new Bytes32(ShareCommitment.Of(Source, (byte)number, Salt(number), shares[number - 1]));
        }
    }

    private LogProof Prove(long index, int witnesses)
    {
        var tree = _log.Tree;
        return tree.Prove(index) with { Note = Cosigned(tree, witnesses) };
    }

    private byte[] Cosigned(LogTree tree, int witnesses)
    {
        var known = _cosigned;
        _cosigned = tree.Size;
        // All of them see it; how many of their lines there are is the question.
        var lines = _witnesses.Select(witness => witness.Add(new AddCheckpoint(known, known > 0 && known < tree.Size ? tree.ProveConsistency(known) : [], tree.Note).ToBytes()).Body).ToArray();
        return [.. tree.Note.Span, .. Encoding.UTF8.GetBytes(string.Concat(lines.Take(witnesses)))];
    }
}
