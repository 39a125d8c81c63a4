using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using SecureIntake.Opening;
using SecureIntake.Sealing.Age;
using SecureIntake.Sealing.Documents;

namespace SecureIntake.Hosts.Tests.Portal;

/// <summary>What a lead's browser does with desk keys, done in C#.</summary>
internal static class DeskKeysLead
{
    /// <summary>A desk key of a week: seed, line signed by whoever prepares it, one seal a lead.</summary>
    public static JsonObject Offer(this Person by, PortalOffice office, Week week, byte[]? seed = null)
    {
        seed ??= RandomNumberGenerator.GetBytes(HybridIdentity.SeedSize);
        return Envelope(week, by.Sign(Line(week, seed)), office.People.Where(person => person.Roles.Contains(Role.Lead)), seed);
    }

    /// <summary>An offer of these pieces, whatever they are worth.</summary>
    public static JsonObject Envelope(Week week, SignedDocument document, IEnumerable<Person> readers, byte[] seed) => new()
    {
        ["week"] = week.ToString(),
        ["document"] = JsonNode.Parse(document.ToJson()),
        ["seals"] = new JsonArray([.. readers.Select(reader => (JsonNode)new JsonObject
        {
            ["member"] = reader.Id.Text, ["sealed"] = Convert.ToBase64String(Seal(seed, reader.Key.Identity.Recipient)),
        })]),
    };

    /// <summary>The line of a week for the key of a seed, not signed.</summary>
    public static SignedDocument Line(Week week, byte[] seed)
    {
        using var desk = new HybridIdentity(seed);
        return SignedDocument.Unsigned(new DeskLine(1, week, desk.Recipient, week.Monday.AddDays(DeskLine.LifeDays)));
    }

    public static SignedDocument Sign(this Person by, SignedDocument document) => by.Key.SigningKey.Sign(document);

    public static Task<HttpResponseMessage> PrepareAsync(this Person by, params JsonNode?[] offers) =>
        by.Client.PostAsJsonAsync("/desk-keys", new JsonArray([.. offers.Select(offer => offer?.DeepClone())]));

    /// <summary>Opens the own seal of a week, compares with the line, and signs.</summary>
    public static async Task<HttpResponseMessage> CountersignAsync(this Person by, Week week)
    {
        var (document, seed) = await by.FetchAsync(week);
        using var desk = new HybridIdentity(seed);
        Assert.True(document.TryRead<DeskLine>(out var line));
        Assert.Equal(line.Recipient, desk.Recipient);
        return await by.PostSignatureAsync(week, by.Sign(document));
    }

    public static Task<HttpResponseMessage> PostSignatureAsync(this Person by, Week week, SignedDocument document) =>
        by.Client.PostAsJsonAsync($"/desk-keys/{week}/signature", new JsonObject { ["document"] = JsonNode.Parse(document.ToJson()) });

    /// <summary>The kept line, and the seed out of the own seal.</summary>
    public static async Task<(SignedDocument Document, byte[] Seed)> FetchAsync(this Person by, Week week)
    {
        var own = await (await by.Client.GetAsync($"/desk-keys/{week}")).SuccessAsync();
        Assert.True(SignedDocument.TryParse(System.Text.Encoding.UTF8.GetBytes(own["document"]!.ToJsonString()), out var document));
        return (document, Open((string)own["sealed"]!, by.Key.Identity));
    }

    private static byte[] Seal(byte[] seed, HybridRecipient recipient)
    {
        using var fileKey = FileKey.Create(RandomNumberGenerator.Fill);
        using var output = new MemoryStream();
        output.Write(Header.Create(fileKey, recipient, RandomNumberGenerator.Fill).ToBytes());
        using (var payload = new PayloadWriter(fileKey, output, RandomNumberGenerator.Fill))
        {
            payload.Write(seed);
            payload.Complete();
        }

        return output.ToArray();
    }

    private static byte[] Open(string @sealed, HybridIdentity identity)
    {
        using var file = new MemoryStream(Convert.FromBase64String(@sealed));
        Assert.True(Header.TryRead(file, out var header, out _));
        Assert.True(identity.TryUnwrap(header, out var fileKey, out _));
        using var reader = new PayloadReader(fileKey, file);
        using var seed = new MemoryStream();
        Assert.True(reader.TryCopyTo(seed, out _));
        return seed.ToArray();
    }
}
