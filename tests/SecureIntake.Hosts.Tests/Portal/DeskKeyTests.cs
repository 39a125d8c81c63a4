using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using SecureIntake.Hosts.Tests.Infrastructure;
using SecureIntake.Opening;
using SecureIntake.Sealing.Documents;

namespace SecureIntake.Hosts.Tests.Portal;

/// <summary>Desk keys: made by one lead, signed by two, logged, and good for a card.</summary>
public sealed class DeskKeyTests(PostgresServer postgres)
{
    [Theory, BothDatabases]
    public async Task Two_leads_make_a_desk_key_that_a_card_verifies_with(Database database)
    {
        await using var office = await Staffed.OpenAsync(postgres, database);
        await office.PublishAsync();
        var week = Week.Of(Today(office));
        var line = Line(office.Lead, week);
        (await office.Lead.Guest.PostAsync("/desk-keys", Offers(await OfferAsync(office, line)))).EnsureSuccessStatusCode();
        Assert.Contains("Waits for you", await office.Deputy.Guest.LookAsync("/desk-keys"), StringComparison.Ordinal);
        Assert.Contains("One desk key waits for your signature", await office.Deputy.Guest.LookAsync("/"), StringComparison.Ordinal);

        var own = await (await office.Deputy.Guest.Client.GetAsync($"/desk-keys/{week}")).SuccessAsync();
        Assert.NotNull((string?)own["sealed"]);
        (await CountersignAsync(office.Deputy, week, line)).EnsureSuccessStatusCode();
        await using var cases = await office.Host.OpenCasesAsync();
        var key = await cases.DeskKeys.SingleAsync();
        Assert.True(await cases.Outbox.AnyAsync(e => e.Digest == key.Entry && e.Index != null && e.Type == "desk/v1"));
        var published = await cases.Publications.SingleAsync(p => p.Kind == "policy/v1");
        var card = new OrganisationCard(Parse(published.Document), Parse(key.Document));
        Assert.True(card.TryVerify(office.Root.Root.Fingerprint, Today(office), out _, out var why), why.ToString());
    }

    [Fact]
    public async Task What_is_not_the_senders_sealed_and_signed_key_of_a_coming_week_is_refused()
    {
        await using var office = await Staffed.OpenAsync(postgres);
        await office.PublishAsync();
        var week = Week.Of(Today(office));
        var good = await OfferAsync(office, Line(office.Lead, week));
        (string Code, JsonObject Offer)[] bad =
        [
            ("desk.signer", await OfferAsync(office, Line(office.Deputy, week))),
            ("desk.week", await OfferAsync(office, Line(office.Lead, Week.Of(Today(office).AddDays(7 * 9))))),
            ("desk.week", await OfferAsync(office, Line(office.Lead, Week.Of(Today(office).AddDays(-7))))),
            ("desk.week", Changed(good, offer => offer["week"] = week.Next.ToString())),
            ("desk.seals", Changed(good, offer => offer["seals"]!.AsArray().RemoveAt(0))),
            ("desk.seals", Changed(good, offer => offer["seals"]!.AsArray().Add(offer["seals"]![0]!.DeepClone()))),
            ("desk.seals", Changed(good, offer => offer["seals"]![0]!["sealed"] = "AAAA")),
            ("desk.signer", Changed(good, offer => offer["document"]!["signatures"] = new JsonArray())),
        ];
        foreach (var (code, offer) in bad)
            await (await office.Lead.Guest.PostAsync("/desk-keys", Offers(offer))).RefusedAsync(HttpStatusCode.UnprocessableEntity, code);

        await using var cases = await office.Host.OpenCasesAsync();
        Assert.False(await cases.DeskKeys.AnyAsync());
        Assert.False(await cases.DeskSeals.AnyAsync());
    }

    [Fact]
    public async Task The_first_key_of_a_week_stays()
    {
        await using var office = await Staffed.OpenAsync(postgres);
        await office.PublishAsync();
        var week = Week.Of(Today(office));
        (await office.Lead.Guest.PostAsync("/desk-keys", Offers(await OfferAsync(office, Line(office.Lead, week))))).EnsureSuccessStatusCode();
        await (await office.Deputy.Guest.PostAsync("/desk-keys", Offers(await OfferAsync(office, Line(office.Deputy, week)))))
            .RefusedAsync(HttpStatusCode.Conflict, "desk.exists");
    }

    [Fact]
    public async Task A_signature_of_someone_else_or_under_another_line_does_not_complete_a_key()
    {
        await using var office = await Staffed.OpenAsync(postgres);
        await office.PublishAsync();
        var week = Week.Of(Today(office));
        var line = Line(office.Lead, week);
        (await office.Lead.Guest.PostAsync("/desk-keys", Offers(await OfferAsync(office, line)))).EnsureSuccessStatusCode();
        using var stranger = SigningKey.Create(RandomNumberGenerator.Fill);
        (string Code, SignedDocument Document)[] wrong =
        [
            ("desk.signer", stranger.Sign(line)), ("desk.malformed", office.Deputy.Key.SigningKey.Sign(Line(office.Lead, week))), ("desk.signer", line),
        ];
        foreach (var (code, document) in wrong)
        {
            var answer = await office.Deputy.Guest.PostAsync($"/desk-keys/{week}/signature", new JsonObject { ["document"] = Json(document) });
            await answer.RefusedAsync(HttpStatusCode.UnprocessableEntity, code);
        }

        await (await CountersignAsync(office.Lead, week, line)).RefusedAsync(HttpStatusCode.Conflict, "desk.signed");
        await using var cases = await office.Host.OpenCasesAsync();
        Assert.Null((await cases.DeskKeys.SingleAsync()).Entry);
    }

    [Theory, BothDatabases]
    public async Task A_lead_who_came_later_gets_a_share_from_one_who_has_one(Database database)
    {
        await using var office = await Staffed.OpenAsync(postgres, database);
        await office.PublishAsync();
        var week = Week.Of(Today(office));
        (await office.Lead.Guest.PostAsync("/desk-keys", Offers(await OfferAsync(office, Line(office.Lead, week))))).EnsureSuccessStatusCode();
        using var late = await Newcomer.ByLinkAsync(office.Host, await Newcomer.InviteAsync(office.Administrator.Guest, "swift", "lead"));
        await late.EnrolWithKeyAsync("swift");
        string member = (string)(await (await late.Guest.Client.GetAsync("/staff-key")).SuccessAsync())["member"]!;
        var share = new JsonArray(new JsonObject { ["member"] = member, ["sealed"] = Convert.ToBase64String(Newcomer.SealedSeed()) });

        await (await office.Lead.Guest.PostAsync($"/desk-keys/{week}/seals", share)).RefusedAsync(HttpStatusCode.UnprocessableEntity, "desk.seals");
        await office.PublishAsync();
        await late.Guest.LookAsync("/");
        await (await late.Guest.PostAsync($"/desk-keys/{week}/seals", share)).RefusedAsync(HttpStatusCode.NotFound, "request.not-found");
        Assert.Contains("not <bdi>swift</bdi>: no share of it yet", await office.Lead.Guest.LookAsync("/desk-keys"), StringComparison.Ordinal);
        Assert.Contains("A lead has no share", await office.Deputy.Guest.LookAsync("/"), StringComparison.Ordinal);
        (await office.Lead.Guest.PostAsync($"/desk-keys/{week}/seals", share)).EnsureSuccessStatusCode();
        Assert.DoesNotContain("A lead has no share", await office.Deputy.Guest.LookAsync("/"), StringComparison.Ordinal);
        Assert.NotNull((string?)(await (await late.Guest.Client.GetAsync($"/desk-keys/{week}")).SuccessAsync())["sealed"]);
        await (await office.Deputy.Guest.PostAsync($"/desk-keys/{week}/seals", share)).RefusedAsync(HttpStatusCode.UnprocessableEntity, "desk.seals");
    }

    [Fact]
    public async Task Seals_of_a_week_that_is_over_are_destroyed()
    {
        await using var office = await Staffed.OpenAsync(postgres);
        await office.PublishAsync();
        var week = Week.Of(Today(office));
        (await office.Lead.Guest.PostAsync("/desk-keys", Offers(await OfferAsync(office, Line(office.Lead, week))))).EnsureSuccessStatusCode();
        office.Host.Time.Advance(TimeSpan.FromDays(DeskLine.LifeDays));
        await using var cases = await office.Host.OpenCasesAsync();
        for (int wait = 0; await cases.DeskSeals.AnyAsync() && wait < 100; wait++)
            await Task.Delay(50);
        Assert.False(await cases.DeskSeals.AnyAsync());
        Assert.True(await cases.DeskKeys.AnyAsync());
    }

    private static DateOnly Today(Staffed office) => DateOnly.FromDateTime(office.Host.Time.GetUtcNow().UtcDateTime);

    private static SignedDocument Line(Newcomer lead, Week week)
    {
        using var desk = HybridIdentity.Create(RandomNumberGenerator.Fill);
        return lead.Key.SigningKey.Sign(SignedDocument.Unsigned(new DeskLine(1, week, desk.Recipient, week.Monday.AddDays(DeskLine.LifeDays))));
    }

    private static async Task<JsonObject> OfferAsync(Staffed office, SignedDocument line)
    {
        Assert.True(line.TryRead<DeskLine>(out var body));
        var seals = new JsonArray();
        foreach (var lead in new[] { office.Lead, office.Deputy })
        {
            string member = (string)(await (await lead.Guest.Client.GetAsync("/staff-key")).SuccessAsync())["member"]!;
            seals.Add(new JsonObject { ["member"] = member, ["sealed"] = Convert.ToBase64String(Newcomer.SealedSeed()) });
        }

        return new JsonObject { ["week"] = body.Week.ToString(), ["document"] = Json(line), ["seals"] = seals };
    }

    private static JsonArray Offers(JsonObject offer) => [offer.DeepClone()];

    private static JsonObject Changed(JsonObject offer, Action<JsonObject> change)
    {
        var copy = offer.DeepClone().AsObject();
        change(copy);
        return copy;
    }

    private static Task<HttpResponseMessage> CountersignAsync(Newcomer lead, Week week, SignedDocument line)
    {
        var signer = lead.Key.SigningKey;
        var signed = line.IsSignedBy(signer.Signer) ? line : signer.Sign(line);
        return lead.Guest.PostAsync($"/desk-keys/{week}/signature", new JsonObject { ["document"] = Json(signed) });
    }

    private static JsonNode Json(SignedDocument document) => JsonNode.Parse(document.ToJson())!;

    private static SignedDocument Parse(string json) =>
        SignedDocument.TryParse(Encoding.UTF8.GetBytes(json), out var document) ? document : throw new FormatException();
}
