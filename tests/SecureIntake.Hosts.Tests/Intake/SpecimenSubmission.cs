using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using SecureIntake.Opening;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Age;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Parts;

namespace SecureIntake.Hosts.Tests.Intake;

/// <summary>A made-up submission, really sealed: its parts and the request that commits them.</summary>
internal sealed class SpecimenSubmission
{
    public const string Canary = "SPECIMEN CANARY Aigerim Specimenova";

    private SpecimenSubmission(IReadOnlyList<SpecimenPart> parts) => Parts = [.. parts];

    public List<SpecimenPart> Parts { get; }

    public string Week { get; set; } = SpecimenOffice.Week.ToString();

    public string Tag { get; } = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    public static SpecimenSubmission Seal(SpecimenOffice office, int evidence = 1, int evidenceBytes = 40_000)
    {
        return new SpecimenSubmission(
        [
            .. Enumerable.Range(0, evidence).Select(_ => SpecimenPart.Seal(Compartment.Evidence, office.Desk.Recipient, evidenceBytes)),
            SpecimenPart.Seal(Compartment.Mailbox, office.Desk.Recipient),
            SpecimenPart.Seal(Compartment.Source, recipient: null),
            .. Enumerable.Range(1, 3).Select(number => SpecimenPart.Seal(Compartment.Share, office.Custodian(number).Recipient, number: number)),
            SpecimenPart.Seal(Compartment.Account, office.Desk.Recipient),
        ]);
    }

    /// <summary>The body of <c>POST /submissions</c>.</summary>
    public JsonObject Request() => new()
    {
        ["week"] = Week,
        ["tag"] = Tag,
        ["parts"] = new JsonArray([.. Parts.Select(part => part.ToJson())]),
    };

    public async Task UploadAsync(TusClient client)
    {
        foreach (var part in Parts) part.Upload = await client.UploadAsync(part.Compartment.Name, part.Bytes);
    }

    public async Task<HttpResponseMessage> CommitAsync(TusClient client) => await client.CommitAsync(Request().ToJsonString());

    public async Task SubmitAsync(TusClient client)
    {
        await UploadAsync(client);
        Assert.Equal(HttpStatusCode.Created, (await CommitAsync(client)).StatusCode);
    }
}

internal sealed class SpecimenPart(Compartment compartment, byte[] bytes, int number)
{
    public Compartment Compartment { get; } = compartment;

    public byte[] Bytes { get; } = bytes;

    public int Number { get; } = number;

    public string Id { get; set; } = OpaqueId.Create(RandomNumberGenerator.Fill).ToString();

    public string Upload { get; set; } = "";

    public byte[] Payload => Bytes[StructuralCheck.HeaderLength..];

    /// <summary>Seals a specimen; a source part to a fresh key of its own.</summary>
    public static SpecimenPart Seal(Compartment compartment, HybridRecipient? recipient, int fileBytes = 0, int number = 0)
    {
        List<PartEntry> entries = [new PartEntry(compartment.Record, Encoding.UTF8.GetBytes($"{{\"v\":1,\"note\":\"{SpecimenSubmission.Canary}\"}}"))];
        if (fileBytes > 0) entries.Add(new PartEntry("evidence.pdf", RandomNumberGenerator.GetBytes(fileBytes)));
        using var payload = new MemoryStream();
        var part = compartment is SourceCompartment source
            ? PartSealer.Seal(source, entries, SourceIdentity.Create(RandomNumberGenerator.Fill).Recipient, payload, RandomNumberGenerator.Fill)
            : PartSealer.Seal(compartment, entries, recipient!, payload, RandomNumberGenerator.Fill);
        return new SpecimenPart(compartment, [.. part.Header.ToBytes(), .. payload.ToArray()], number);
    }

    public JsonObject ToJson()
    {
        var json = new JsonObject { ["upload"] = Upload, ["part"] = Id, ["compartment"] = Compartment.Name };
        if (Number > 0) json["number"] = Number;
        return json;
    }
}
