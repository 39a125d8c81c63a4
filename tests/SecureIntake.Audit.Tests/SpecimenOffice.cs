using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Org.BouncyCastle.Math.EC.Rfc8032;
using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;

namespace SecureIntake.Audit.Tests;

/// <summary>A made-up office with fixed seeds: root 2 of 3, two leads, a verifier, a bench, and the entries of one case.</summary>
internal sealed class SpecimenOffice : IDisposable
{
    public static readonly Key Root1 = new("root 1"), Root2 = new("root 2"), Root3 = new("root 3");
    public static readonly Key Lead = new("lead"), Deputy = new("deputy"), Verifier = new("verifier"), Bench = new("bench"), Stranger = new("stranger");

    public LogSigner Log { get; } = new("specimen.example/log", Seed("log"));

    public string RootFingerprint => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(
        "secureintake/root/v1\n2\n" + string.Concat(RootKeys.Select(key => key + "\n")))));

    private static string[] RootKeys => [.. new[] { Root1, Root2, Root3 }.Select(k => k.Public.ToString()).Order(StringComparer.Ordinal)];

    public void Dispose() => Log.Dispose();

    public static byte[] Seed(string of) => SHA256.HashData(Encoding.ASCII.GetBytes("specimen " + of));

    public static LogId Id(string of) => LogId.Parse(Convert.ToHexStringLower(Seed("id " + of).AsSpan(0, 16)));

    public static Bytes32 Digest(string of) => new(Seed("digest " + of));

    public static Stamp Stamp(Key by, string act) =>
        new(new DateTimeOffset(2026, 11, 24, 9, 30, 0, TimeSpan.Zero), by.Id, new Nonce(Seed("nonce " + act).AsSpan(0, 16)));

    public JsonObject PolicyBody() => new()
    {
        ["v"] = 1,
        ["root"] = new JsonObject { ["threshold"] = 2, ["keys"] = new JsonArray([.. RootKeys.Select(k => (JsonNode)k)]) },
        ["log"] = Log.Key.ToString(),
        ["leads"] = Listing("member", Lead, Deputy),
        ["deskSignatures"] = 2,
        ["custodians"] = new JsonArray(new JsonObject { ["number"] = 1, ["recipient"] = "age1pq1specimen" }),
        ["k"] = 1,
        ["witnesses"] = "quorum none\n",
        ["address"] = "http://intake.localhost",
        ["issued"] = "2026-11-23",
        ["expires"] = "2027-02-20",
    };

    public static JsonObject RosterBody() => new()
    {
        ["v"] = 1,
        ["policy"] = Digest("policy").ToString(),
        ["directory"] = Digest("directory").ToString(),
        ["signers"] = Listing("member", Lead, Deputy, Verifier),
        ["benches"] = Listing("bench", Bench),
        ["issued"] = "2026-11-23",
        ["expires"] = "2027-02-20",
    };

    public static JsonObject DeskBody() => new() { ["v"] = 1, ["week"] = "2026-W48", ["recipient"] = "age1pq1specimen", ["destroyed"] = "2026-12-28" };

    public static Entry Publish(string kind, JsonObject body, params Key[] signers) => Publish(kind, body.ToJsonString(), signers);

    public static Entry Publish(string kind, string text, params Key[] signers)
    {
        var message = Encoding.UTF8.GetBytes($"secureintake/{kind}\n{text}");
        return Entry.Record(new DocumentPublished(new SignedDocument(kind, text, [.. signers.Select(s => new DocumentSignature(s.Public, s.Sign(message)))])));
    }

    /// <summary>One act of every signed type, by whoever may sign it.</summary>
    public static IEnumerable<(SignedAct Act, Key By)> SignedActs()
    {
        Bytes32[] grants = [Digest("grant 1"), Digest("grant 2")];
        yield return (new BenchStarted(Stamp(Bench, "bench"), Id("bench run"), Digest("bench document")), Bench);
        yield return (new PartsOpened(Stamp(Lead, "open"), Purpose.Triage, Id("case"), [Id("account"), Id("evidence")], Digest("one-time key")), Lead);
        yield return (new CaseTriaged(Stamp(Lead, "triage"), Id("case"), Deputy.Id, grants), Lead);
        yield return (new CaseAssigned(Stamp(Lead, "assign"), Id("case"), Verifier.Id, grants), Lead);
        yield return (new PartKeyed(Stamp(Verifier, "keyed"), Id("case"), Id("keyed part"), grants), Verifier);
        yield return (new PartsLeased(Stamp(Deputy, "lease"), Id("case"), "examine", Id("bench run"), Digest("lease"), grants), Deputy);
        yield return (new StageFinished(Stamp(Bench, "stage"), Id("case"), Id("stage run"), "examine", StageOutcome.Done, Digest("result")), Bench);
        yield return (new EntryDisputed(Stamp(Verifier, "dispute"), Digest("leaf")), Verifier);
        var lockdown = new LockdownDeclared(Stamp(Lead, "lockdown"));
        yield return (lockdown, Lead);
        yield return (new LiftSigned(Stamp(Deputy, "lift"), SecureIntake.Audit.Log.Rfc6962.Leaf(Lead.Sign(lockdown).Bytes.Span)), Deputy);
        var custody = new CustodyRequested(Stamp(Lead, "custody"), Purpose.Contact, Id("case"), Id("source"));
        yield return (custody, Lead);
        yield return (new CustodyVetoed(Stamp(Verifier, "veto"), Id("case"), SecureIntake.Audit.Log.Rfc6962.Leaf(Lead.Sign(custody).Bytes.Span)), Verifier);
        // The last: what they sign after it may not stand.
        yield return (new MemberLockedOut(Stamp(Deputy, "lockout"), Verifier.Id, Verifier.Public), Deputy);
    }

    /// <summary>Every type of entry once, in an order that a verifier admits.</summary>
    public IReadOnlyList<Entry> Entries() =>
    [
        Entry.Record(new MemberInvited(Lead.Id, [Role.Lead], null)),
        Entry.Record(new MemberInvited(Verifier.Id, [Role.Auditor, Role.Verifier], Lead.Id)),
        Entry.Record(new MemberEnrolled(Lead.Id, Lead.Public)),
        Publish("policy/v1", PolicyBody(), Root1, Root3),
        Publish("roster/v1", RosterBody(), Root2, Root1),
        Publish("desk/v1", DeskBody(), Lead, Deputy),
        Entry.Record(new SubmissionReceived(new DateOnly(2026, 11, 24), Digest("tag"), Digest("manifest"))),
        .. SignedActs().Select(signed => signed.By.Sign(signed.Act)),
    ];

    /// <summary>Filler receipts, to make a log of any size.</summary>
    public static IEnumerable<byte[]> Receipts(int count) => Enumerable.Range(0, count).Select(i =>
        Entry.Record(new SubmissionReceived(new DateOnly(2026, 11, 24), Digest($"tag {i}"), Digest($"manifest {i}"))).Bytes.ToArray());

    private static JsonArray Listing(string who, params Key[] keys) =>
        new([.. keys.Select(k => new JsonObject { [who] = k.Id.ToString(), ["signer"] = k.Public.ToString() })]);

    internal sealed class Key
    {
        private readonly byte[] _seed;

        public Key(string of)
        {
            _seed = Seed(of);
            var key = new byte[32];
            Ed25519.GeneratePublicKey(_seed, 0, key, 0);
            (Public, Id) = (new Bytes32(key), SpecimenOffice.Id(of));
        }

        public byte[] SeedForVectors => _seed;

        public Bytes32 Public { get; }

        public LogId Id { get; }

        public byte[] Sign(byte[] message)
        {
            var signature = new byte[64];
            Ed25519.Sign(_seed, 0, message, 0, message.Length, signature, 0);
            return signature;
        }

        public Entry Sign(SignedAct act) => Entry.WithSignature(act, Public, Sign(Entry.ToSign(act)));
    }
}
