using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using SecureIntake.Audit.Events;
using SecureIntake.Cases;
using SecureIntake.Cases.Auditing;
using SecureIntake.Cases.Gates;
using SecureIntake.Cases.Staff;
using SecureIntake.Opening;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Documents;
using DocumentSignature = SecureIntake.Audit.Events.DocumentSignature;
using SignedDocument = SecureIntake.Sealing.Documents.SignedDocument;

namespace SecureIntake.Hosts.Tests.Intake;

/// <summary>A made-up office as the public site sees it: a root, two leads, three custodians, a policy and desk lines.</summary>
internal sealed class SpecimenOffice : IDisposable
{
    private readonly SigningKey _root = SigningKey.Create(RandomNumberGenerator.Fill);
    private readonly StaffKey[] _leads = [StaffKey.Create(RandomNumberGenerator.Fill), StaffKey.Create(RandomNumberGenerator.Fill)];
    private readonly HybridIdentity[] _custodians = [.. Enumerable.Range(0, 3).Select(_ => HybridIdentity.Create(RandomNumberGenerator.Fill))];

    public static DateOnly Today { get; } = new(2026, 11, 24);

    public static Week Week { get; } = Week.Of(Today);

    public HybridIdentity Desk { get; } = HybridIdentity.Create(RandomNumberGenerator.Fill);

    /// <summary>The gate that the root lists, and the key by which it holds the headers of every week here.</summary>
    public SigningKey GateKey { get; } = SigningKey.Create(RandomNumberGenerator.Fill);

    public HybridIdentity GateWeek { get; } = HybridIdentity.Create(RandomNumberGenerator.Fill);

    private OpaqueId Gate { get; } = OpaqueId.Create(RandomNumberGenerator.Fill);

    public string Fingerprint => Root.Of(1, [_root.Signer]).Fingerprint;

    public HybridIdentity Custodian(int number) => _custodians[number - 1];

    public SignedDocument Policy(DateOnly? issued = null) => _root.Sign(SignedDocument.Unsigned(new PolicyDocument(
        1, Root.Of(1, [_root.Signer]), "specimen.example/log+00000000+SPECIMEN",
        [.. _leads.Select(lead => new MemberSigner(OpaqueId.Create(RandomNumberGenerator.Fill), lead.SigningKey.Signer))], 2,
        [.. _custodians.Select((custodian, i) => new Custodian(i + 1, custodian.Recipient))], 2, PolicyDocument.NoWitnesses, "http://intake.localhost",
        issued ?? Today, (issued ?? Today).AddDays(90))));

    private SignedDocument Directory => _root.Sign(SignedDocument.Unsigned(new DirectoryDocument(
        1, new Bytes32(new byte[32]), [], [], [new GateSigner(Gate, GateKey.Signer)], Today, Today.AddDays(90))));

    public SignedDocument DeskLine(Week week, int signatures = 2) => _leads.Take(signatures).Aggregate(
        SignedDocument.Unsigned(new DeskLine(1, week, Desk.Recipient, week.Monday.AddDays(Sealing.Documents.DeskLine.LifeDays))),
        (document, lead) => lead.SigningKey.Sign(document));

    /// <summary>Publishes what the root signed: the policy, the directory that lists the gate, and a roster without members.</summary>
    public void PublishRoot(CasesContext cases)
    {
        var (policy, directory) = (Policy(), Directory);
        var roster = _root.Sign(SignedDocument.Unsigned(
            new RosterDocument(1, policy.BodyDigest, directory.BodyDigest, [], [], Today, Today.AddDays(90))));
        foreach (var document in new[] { policy, directory, roster })
            cases.Publications.Add(new Publication { Kind = document.Kind, Document = Encoding.UTF8.GetString(document.ToJson()) });
    }

    /// <summary>Publishes a policy and desk lines as the portal does; the lines' entries have their place in the log.</summary>
    public async Task PublishAsync(CasesContext cases, params Week[] weeks)
    {
        PublishRoot(cases);
        for (var i = 0; i < weeks.Length; i++) Publish(cases, DeskLine(weeks[i]), weeks[i], index: i);
        await cases.SaveChangesAsync();
    }

    public void Publish(CasesContext cases, SignedDocument line, Week week, long? index, bool gate = true)
    {
        if (gate) PublishGateKey(cases, week);
        var logged = OutboxEntry.Of(Entry.Record(new DocumentPublished(new Audit.Events.SignedDocument(
            line.Kind, line.Body, [.. line.Signatures.Select(s => new DocumentSignature(new Audit.Bytes32(s.Key.ToBytes()), s.Signature))]))).Bytes.ToArray());
        logged.Index = index;
        cases.Outbox.Add(logged);
        cases.DeskKeys.Add(new DeskKey { Week = week.ToString(), Document = Encoding.UTF8.GetString(line.ToJson()), Entry = logged.Digest });
    }

    /// <summary>The gate has given the week a key.</summary>
    public void PublishGateKey(CasesContext cases, Week week) => cases.GateKeys.Add(new GateKey
    {
        Scope = week.ToString(),
        Gate = Gate.ToString(),
        Document = Encoding.UTF8.GetString(
            GateKey.Sign(SignedDocument.Unsigned(new GateKeyDocument(1, Gate, GateScope.Of(week), GateWeek.Recipient))).ToJson()),
    });

    public void Dispose()
    {
        GateKey.Dispose();
        GateWeek.Dispose();
        _root.Dispose();
        Desk.Dispose();
        foreach (var lead in _leads) lead.Dispose();
        foreach (var custodian in _custodians) custodian.Dispose();
    }
}
