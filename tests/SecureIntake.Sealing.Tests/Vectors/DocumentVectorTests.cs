using System.Text;
using System.Text.Json.Nodes;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Tests.Documents;
using Xunit;
using static SecureIntake.Sealing.Tests.Vectors.VectorFile;

namespace SecureIntake.Sealing.Tests.Vectors;

/// <summary>Cards, each with the code of the rule it breaks, and one signed document of every kind.</summary>
public sealed class DocumentVectorTests : IDisposable
{
    private readonly SpecimenOrganisation _organisation = new();

    public void Dispose() => _organisation.Dispose();

    [Fact]
    public void Cards()
    {
        var card = _organisation.Card;
        var today = SpecimenOrganisation.Today;
        AssertCommitted("card.json", new JsonObject
        {
            ["about"] = "Organisation cards against one pinned fingerprint. expect: ok or the code of the first rule that is broken.",
            ["fingerprint"] = _organisation.Root.Fingerprint,
            ["cases"] = Array(
            [
                Card("in order", card, today, "ok"),
                Card("in order on the policy's first day", card, SpecimenOrganisation.Issued, "ok"),
                Card("before its first day", card, SpecimenOrganisation.Issued.AddDays(-1), "card.expired"),
                Card("after its last day", card with { Policy = Short(today) }, today.AddDays(1), "card.expired"),
                Card("lives 91 days", card with { Policy = _organisation.SignByRoot(_organisation.PolicyBody with { Expires = SpecimenOrganisation.Issued.AddDays(91) }) }, today, "card.malformed"),
                Card("of another root", Another(), today, "card.root"),
                Card("one root signature too few", card with { Policy = _organisation.SignByRoot(_organisation.PolicyBody, 1) }, today, "card.signature"),
                Card("policy changed after signing", card with { Policy = Changed(card.Policy, "intake.specimen", "intake.specimem") }, today, "card.signature"),
                Card("one lead signed", card with { Desk = _organisation.SignByLeads(_organisation.DeskBody, 1) }, today, "card.desk"),
                Card("a lead and a stranger signed", card with { Desk = _organisation.Verifier.Key.SigningKey.Sign(_organisation.SignByLeads(_organisation.DeskBody, 1)) }, today, "card.desk"),
                Card("desk line changed after signing", card with { Desk = Changed(card.Desk, "2026-W48", "2026-W49") }, today, "card.desk"),
                Card("desk line signed as another kind", card with { Desk = new SignedDocument("desk/v1", card.Desk.Body, _organisation.SignByLeads(SpecimenDocuments.Lease(_organisation)).Signatures) }, today, "card.desk"),
                Card("a lead's signature twice", card with { Desk = new SignedDocument("desk/v1", card.Desk.Body, [card.Desk.Signatures[0], card.Desk.Signatures[0]]) }, today, "card.malformed"),
                Card("21 days left", card, _organisation.DeskBody.Destroyed.AddDays(-21), "ok"),
                Card("20 days left", card, _organisation.DeskBody.Destroyed.AddDays(-20), "card.week"),
                Card("a desk key that claims a day more", card with { Desk = _organisation.SignByLeads(_organisation.DeskBody with { Destroyed = _organisation.DeskBody.Destroyed.AddDays(1) }) }, today, "card.malformed"),
                Card("a member too many", card with { Policy = SignedBody("policy/v1", card.Policy.Body[..^1] + ",\"surplus\":1}") }, today, "card.malformed"),
                Card("policy and desk swapped", new OrganisationCard(card.Desk, card.Policy), today, "card.malformed"),
            ]),
        });
    }

    private JsonObject Card(string name, OrganisationCard card, DateOnly today, string expect)
    {
        // What is committed is what C# itself finds, read from the wire.
        var json = card.ToJson();
        var why = !OrganisationCard.TryParse(json, out var parsed) ? CardFailure.Malformed
            : parsed.TryVerify(_organisation.Root.Fingerprint, today, out _, out var found) ? CardFailure.None : found;
        Assert.Equal(expect, why == CardFailure.None ? "ok" : CardFailureCode.Of(why));
        return new JsonObject
        {
            ["name"] = name,
            ["today"] = today.ToString("yyyy-MM-dd"),
            ["expect"] = expect,
            ["card"] = JsonNode.Parse(json),
        };
    }

    private SignedDocument Short(DateOnly day) => _organisation.SignByRoot(_organisation.PolicyBody with { Issued = day, Expires = day });

    private static OrganisationCard Another()
    {
        using var other = new SpecimenOrganisation("another organisation");
        return other.Card;
    }

    private static SignedDocument Changed(SignedDocument document, string from, string to) =>
        new(document.Kind, document.Body.Replace(from, to, StringComparison.Ordinal), document.Signatures);

    private SignedDocument SignedBody(string kind, string body) =>
        _organisation.RootKeys.Take(2).Aggregate(new SignedDocument(kind, body, []), (document, key) => key.Sign(document));

    [Fact]
    public void Documents() => AssertCommitted("documents.json", new JsonObject
    {
        ["about"] = "One signed document of every kind, its body digest, and the key that signed.",
        ["documents"] = Array(
        [
            Document(_organisation.Policy),
            Document(_organisation.SignByRoot(_organisation.DirectoryBody)),
            Document(_organisation.SignByRoot(_organisation.RosterBody)),
            Document(_organisation.Desk),
            Document(_organisation.BenchKey.Sign(SignedDocument.Unsigned(SpecimenDocuments.Bench(_organisation)))),
            Document(_organisation.SignByLeads(SpecimenDocuments.Grant(_organisation), 1)),
            Document(_organisation.SignByLeads(SpecimenDocuments.Lease(_organisation), 1)),
            Document(_organisation.BenchKey.Sign(SignedDocument.Unsigned(SpecimenDocuments.Result(_organisation)))),
            Document(_organisation.GateKey.Sign(SignedDocument.Unsigned(SpecimenDocuments.GateKey(_organisation)))),
        ]),
    });

    private static JsonObject Document(SignedDocument document) => new()
    {
        ["kind"] = document.Kind,
        ["signer"] = document.Signatures[0].Key.ToString(),
        ["bodyDigest"] = document.BodyDigest.ToString(),
        ["signedBytesDigest"] = B64(System.Security.Cryptography.SHA256.HashData(document.SignedBytes)),
        ["document"] = JsonNode.Parse(Encoding.UTF8.GetString(document.ToJson())),
    };
}
