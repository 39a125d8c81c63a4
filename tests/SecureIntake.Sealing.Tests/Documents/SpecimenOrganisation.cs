using SecureIntake.Opening;
using SecureIntake.Sealing.Documents;

namespace SecureIntake.Sealing.Tests.Documents;

/// <summary>A made-up organisation whose every key is fixed: root 2 of 3, three leads of whom two sign desk lines, three custodians, a bench, a gate.</summary>
internal sealed class SpecimenOrganisation : IDisposable
{
    private readonly FixedRandom _random;

    public SpecimenOrganisation(string label = "organisation")
    {
        _random = new FixedRandom(label);
        RootKeys = [.. Repeat(3, () => SigningKey.Create(_random.Fill))];
        Root = Root.Of(2, RootKeys.Select(key => key.Signer));
        Leads = [.. Repeat(3, () => new Person(OpaqueId.Create(_random.Fill), StaffKey.Create(_random.Fill)))];
        Verifier = new Person(OpaqueId.Create(_random.Fill), StaffKey.Create(_random.Fill));
        Custodians = [.. Repeat(3, () => HybridIdentity.Create(_random.Fill))];
        Bench = OpaqueId.Create(_random.Fill);
        BenchKey = SigningKey.Create(_random.Fill);
        DeskKey = HybridIdentity.Create(_random.Fill);
        Salt = new byte[32];
        _random.Fill(Salt);
        Gate = OpaqueId.Create(_random.Fill);
        GateKey = SigningKey.Create(_random.Fill);
    }

    public static DateOnly Issued { get; } = new(2026, 11, 1);
    public static DateOnly Today { get; } = new(2026, 11, 24);
    public static Week Week { get; } = Week.Of(Today);

    public IReadOnlyList<SigningKey> RootKeys { get; }
    public Root Root { get; }
    public IReadOnlyList<Person> Leads { get; }
    public Person Verifier { get; }
    public IReadOnlyList<HybridIdentity> Custodians { get; }
    public OpaqueId Bench { get; }
    public SigningKey BenchKey { get; }
    public HybridIdentity DeskKey { get; }
    public OpaqueId Gate { get; }
    public SigningKey GateKey { get; }
    private byte[] Salt { get; }

    public PolicyDocument PolicyBody => new(
        1, Root, "specimen.example/log+00000000+SPECIMEN", [.. Leads.Select(lead => new MemberSigner(lead.Id, lead.Key.SigningKey.Signer))], 2,
        [.. Custodians.Select((custodian, i) => new Custodian(i + 1, custodian.Recipient))], 2, PolicyDocument.NoWitnesses, "http://intake.specimen.example",
        Issued, Issued.AddDays(90));

    public DirectoryDocument DirectoryBody => new(
        1, new Bytes32(Salt),
        [
            .. Leads.Select(lead => new Member(lead.Id, [Role.Lead], lead.Key.Identity.Recipient, lead.Key.SigningKey.Signer)),
            new Member(Verifier.Id, [Role.Verifier, Role.Auditor], Verifier.Key.Identity.Recipient, Verifier.Key.SigningKey.Signer),
        ],
        [new BenchSigner(Bench, BenchKey.Signer)], [new GateSigner(Gate, GateKey.Signer)], Issued, Issued.AddDays(90));

    public RosterDocument RosterBody => new(
        1, SignedDocument.Unsigned(PolicyBody).BodyDigest, SignedDocument.Unsigned(DirectoryBody).BodyDigest,
        [.. Leads.Append(Verifier).Select(person => new MemberSigner(person.Id, person.Key.SigningKey.Signer))],
        [new BenchSigner(Bench, BenchKey.Signer)], Issued, Issued.AddDays(90));

    public DeskLine DeskBody => new(1, Week, DeskKey.Recipient, Week.Monday.AddDays(DeskLine.LifeDays));

    public SignedDocument Policy => SignByRoot(PolicyBody);
    public SignedDocument Desk => SignByLeads(DeskBody);
    public OrganisationCard Card => new(Policy, Desk);

    public SignedDocument SignByRoot<T>(T body, int signatures = 2) where T : class, IDocumentBody<T> =>
        RootKeys.Take(signatures).Aggregate(SignedDocument.Unsigned(body), (document, key) => key.Sign(document));

    public SignedDocument SignByLeads<T>(T body, int signatures = 2) where T : class, IDocumentBody<T> =>
        Leads.Take(signatures).Aggregate(SignedDocument.Unsigned(body), (document, lead) => lead.Key.SigningKey.Sign(document));

    public void Dispose()
    {
        foreach (var key in RootKeys) key.Dispose();
        foreach (var person in Leads.Append(Verifier)) person.Key.Dispose();
        foreach (var custodian in Custodians) custodian.Dispose();
        BenchKey.Dispose();
        GateKey.Dispose();
        DeskKey.Dispose();
    }

    private static IEnumerable<T> Repeat<T>(int count, Func<T> make) => Enumerable.Range(0, count).Select(_ => make());
}

internal sealed record Person(OpaqueId Id, StaffKey Key);
