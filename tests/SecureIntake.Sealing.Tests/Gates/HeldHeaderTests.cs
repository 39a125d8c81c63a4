using System.Text;
using SecureIntake.Opening;
using SecureIntake.Sealing.Age;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Gates;
using SecureIntake.Sealing.Parts;
using SecureIntake.Sealing.Tests.Documents;

namespace SecureIntake.Sealing.Tests.Gates;

/// <summary>A held header opens as what it is of, by its own key, and as nothing else; the format's example is what the code makes.</summary>
public sealed class HeldHeaderTests
{
    private static readonly FixedRandom Random = new("held header");
    private static readonly byte[] Header = [.. Enumerable.Range(0, StructuralCheck.HeaderLength).Select(i => (byte)(i & 255))];
    private static readonly OpaqueId Case = SpecimenDocuments.Id("case"), Part = SpecimenDocuments.Id("part"), Other = SpecimenDocuments.Id("other");
    private static readonly Bytes32 Digest = new(new byte[32]);

    [Fact]
    public void It_opens_with_its_key_and_under_its_name()
    {
        using var gate = HybridIdentity.Create(Random.Fill);
        using var another = HybridIdentity.Create(Random.Fill);
        var name = HeldName.Desk(Case, Part, Compartment.Evidence);
        byte[] held = HeldHeader.Seal(name, Header, [gate.Recipient], Random.Fill);
        Assert.True(HeldHeaderOpening.TryOpen(held, name, gate, out byte[]? header));
        Assert.Equal(Header, header);
        Assert.False(HeldHeaderOpening.TryOpen(held, name, another, out _));
        HeldName[] foreign =
        [
            HeldName.Desk(Other, Part, Compartment.Evidence), HeldName.Desk(Case, Other, Compartment.Evidence), HeldName.Desk(Case, Part, Compartment.Account),
            HeldName.Custody(Case, Part, Compartment.Evidence), HeldName.Grant(Digest),
        ];
        Assert.All(foreign, other => Assert.False(HeldHeaderOpening.TryOpen(held, other, gate, out _)));
    }

    [Fact]
    public void No_bit_of_it_can_be_changed()
    {
        using var gate = HybridIdentity.Create(Random.Fill);
        var name = HeldName.Grant(Digest);
        byte[] held = HeldHeader.Seal(name, Header, [gate.Recipient], Random.Fill);
        for (int i = 0; i < held.Length; i += 17)
        {
            byte[] changed = [.. held];
            changed[i] ^= 1;
            Assert.False(HeldHeaderOpening.TryOpen(changed, name, gate, out _));
        }

        Assert.False(HeldHeaderOpening.TryOpen(held.AsSpan(..^1), name, gate, out _));
        Assert.False(HeldHeaderOpening.TryOpen([.. held, 0], name, gate, out _));
        Assert.False(HeldHeaderOpening.TryOpen([], name, gate, out _));
    }

    [Fact]
    public void Its_form_can_be_told_without_a_key()
    {
        using var gate = HybridIdentity.Create(Random.Fill);
        byte[] held = HeldHeader.Seal(HeldName.Grant(Digest), Header, [gate.Recipient], Random.Fill);
        Assert.Equal(3358, held.Length);
        Assert.True(HeldHeader.IsOf(HeldName.Grant(Digest), held, 1));
        Assert.False(HeldHeader.IsOf(HeldName.Grant(Digest), held.AsSpan(1), 1));
        Assert.False(HeldHeader.IsOf(HeldName.Grant(Digest), new byte[3358], 1));
        Assert.False(HeldHeader.IsOf(HeldName.Grant(Digest), HeldHeader.Seal(HeldName.Desk(Case, Part, Compartment.Account), Header, [gate.Recipient], Random.Fill), 1));
        Assert.Throws<ArgumentException>(() => HeldHeader.Seal(HeldName.Grant(Digest), Header.AsSpan(1), [gate.Recipient], Random.Fill));
    }

    [Fact]
    public void Each_of_two_gates_opens_it_alone_and_its_form_tells_how_many_there_are()
    {
        using var gate = HybridIdentity.Create(Random.Fill);
        using var second = HybridIdentity.Create(Random.Fill);
        using var another = HybridIdentity.Create(Random.Fill);
        var name = HeldName.Grant(Digest);
        byte[] held = HeldHeader.Seal(name, Header, [gate.Recipient, second.Recipient], Random.Fill);
        foreach (var each in new[] { gate, second })
        {
            Assert.True(HeldHeaderOpening.TryOpen(held, name, each, out byte[]? header));
            Assert.Equal(Header, header);
        }

        Assert.False(HeldHeaderOpening.TryOpen(held, name, another, out _));
        Assert.True(HeldHeader.IsOf(HeldName.Grant(Digest), held, 2));
        Assert.False(HeldHeader.IsOf(HeldName.Grant(Digest), held, 1) || HeldHeader.IsOf(HeldName.Grant(Digest), held, 3));
        Assert.False(HeldHeader.IsOf(HeldName.Grant(Digest), HeldHeader.Seal(name, Header, [gate.Recipient], Random.Fill), 2));
        var share = HeldName.Custody(Case, Part, Compartment.Share);
        Assert.True(HeldHeader.IsOf(share, HeldHeader.Seal(share, Header, [gate.Recipient, second.Recipient], Random.Fill), 2));
    }

    [Fact]
    public void The_example_of_the_format_is_what_stands_in_front_of_a_header()
    {
        string[] blocks = File.ReadAllText(Repository.At("src", "SecureIntake.Gate", "FORMAT.md")).Split("```\n");
        Assert.True(Bytes32.TryParse("nC746yG5qJCBHN6ZfDZ0MjJlqZvzEyOfrFC5qcgdN+M=", out var digest));
        Assert.Equal(blocks[1], Encoding.ASCII.GetString(HeldName.Grant(digest).Prefix));
        Assert.True(OpaqueId.TryParse("404142434445464748494a4b4c4d4e4f", out var @case));
        Assert.True(OpaqueId.TryParse("505152535455565758595a5b5c5d5e5f", out var part));
        Assert.Equal(blocks[3], Encoding.ASCII.GetString(HeldName.Desk(@case, part, Compartment.Evidence).Prefix));
        Assert.True(OpaqueId.TryParse("606162636465666768696a6b6c6d6e6f", out var share));
        Assert.Equal(blocks[5], Encoding.ASCII.GetString(HeldName.Custody(@case, share, Compartment.Share).Prefix));
    }

    [Fact]
    public void A_gates_key_counts_for_its_scope_by_a_listed_gate_only()
    {
        using var organisation = new SpecimenOrganisation();
        var body = SpecimenDocuments.GateKey(organisation);
        var signed = organisation.GateKey.Sign(SignedDocument.Unsigned(body));
        var directory = organisation.DirectoryBody;
        var listed = Assert.Single(directory.Gates);
        Assert.Equal(body.Recipient, GateKeyDocument.RecipientOf(signed, body.Scope, listed));
        Assert.Null(GateKeyDocument.RecipientOf(signed, GateScope.Of(Other), listed));
        Assert.Null(GateKeyDocument.RecipientOf(signed, body.Scope, listed with { Gate = Other }));
        Assert.Null(GateKeyDocument.RecipientOf(organisation.BenchKey.Sign(SignedDocument.Unsigned(body)), body.Scope, listed));
        Assert.Null(GateKeyDocument.RecipientsOf([signed], GateScope.Of(Other), directory));
        Assert.Null(GateKeyDocument.RecipientsOf([organisation.BenchKey.Sign(SignedDocument.Unsigned(body))], body.Scope, directory));
        using var newcomer = SigningKey.Create(Random.Fill);
        var other = new GateKeyDocument(1, Other, body.Scope, body.Recipient);
        var two = directory with { Gates = [new GateSigner(Other, newcomer.Signer), .. directory.Gates] };
        var second = newcomer.Sign(SignedDocument.Unsigned(other));
        Assert.Equal([body.Recipient], GateKeyDocument.RecipientsOf([second, signed], body.Scope, directory));
        Assert.Equal([other.Recipient, body.Recipient], GateKeyDocument.RecipientsOf([signed, second], body.Scope, two));
        // One of them has given none, or another in its name.
        Assert.Null(GateKeyDocument.RecipientsOf([signed], body.Scope, two));
        Assert.Null(GateKeyDocument.RecipientsOf([signed, organisation.GateKey.Sign(SignedDocument.Unsigned(other))], body.Scope, two));
        Assert.Null(GateKeyDocument.RecipientsOf([signed], body.Scope, directory with { Gates = [] }));
        Assert.False(GateScope.TryParse("2026-W60", out _) || GateScope.TryParse("../2026-W48", out _) || GateScope.TryParse("", out _));
    }

    [Fact]
    public void A_message_in_which_a_key_signed_a_document_twice_is_none()
    {
        using var organisation = new SpecimenOrganisation();
        using var oneTime = HybridIdentity.Create(Random.Fill);
        var grant = organisation.SignByLeads(SpecimenDocuments.Grant(organisation), 1);
        var twice = new SignedDocument(grant.Kind, grant.Body, [grant.Signatures[0], grant.Signatures[0]]);
        GateOpening With(SignedDocument document) => new("{}", "", oneTime.Recipient, [], [new GrantedHeader(document, Header)], []);
        Assert.True(GateMessage.TryParse<GateOpening>(With(grant).ToJson(), out _));
        Assert.False(GateMessage.TryParse<GateOpening>(With(twice).ToJson(), out _));
        Assert.False(GateMessage.TryParse<GateOpening>("{}"u8, out _));
        Assert.Equal("{\"code\":\"statement-served\"}", Encoding.UTF8.GetString(new GateRefused(GateRefusal.StatementServed).ToJson()));
    }
}
