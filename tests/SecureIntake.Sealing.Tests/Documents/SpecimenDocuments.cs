using SecureIntake.Opening;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Parts;

namespace SecureIntake.Sealing.Tests.Documents;

/// <summary>Documents of one made-up lease, from the grant to the result. All ids and digests are fixed.</summary>
internal static class SpecimenDocuments
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    public static OpaqueId Id(string label) => OpaqueId.Create(new FixedRandom("id/" + label).Fill);

    public static HybridIdentity RunKey() => HybridIdentity.Create(new FixedRandom("bench/run").Fill);

    public static BenchDocument Bench(SpecimenOrganisation organisation)
    {
        using var key = RunKey();
        return new(1, organisation.Bench, Id("run"), key.Recipient, Noon.AddHours(20));
    }

    public static GrantDocument Grant(SpecimenOrganisation organisation)
    {
        using var key = RunKey();
        return new(1, Id("grant"), Id("case"), Id("part"), Compartment.Evidence, Digest("payload"), Digest("commitment"), Id("run"),
            new Bytes32(key.Recipient.Digest), GrantPurpose.Examine, Noon.AddHours(20), organisation.Leads[0].Id);
    }

    public static LeaseDocument Lease(SpecimenOrganisation organisation) => new(
        1, Id("lease"), Id("case"), "examine", [SignedDocument.Unsigned(Grant(organisation)).BodyDigest], Id("run"),
        [new Reader(organisation.Verifier.Id, organisation.Verifier.Key.Identity.Recipient)], organisation.Leads[0].Id, Noon.AddHours(20));

    public static ResultDocument Result(SpecimenOrganisation organisation) => new(
        1, Id("stage run"), Id("lease"), "examine", StageOutcome.Done, "",
        [new Output(Id("finding"), Compartment.Finding, Digest("finding payload"), Digest("finding commitment"))], organisation.Bench);

    public static GateKeyDocument GateKey(SpecimenOrganisation organisation)
    {
        using var key = HybridIdentity.Create(new FixedRandom("gate/case").Fill);
        return new(1, organisation.Gate, GateScope.Of(Id("case")), key.Recipient);
    }

    private static Bytes32 Digest(string label)
    {
        var bytes = new byte[32];
        new FixedRandom("digest/" + label).Fill(bytes);
        return new Bytes32(bytes);
    }
}
