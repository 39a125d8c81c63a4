using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using SecureIntake.Audit.Events;
using SecureIntake.Cases.Staff;
using SecureIntake.Hosts.Tests.Gate;
using SecureIntake.Hosts.Tests.Infrastructure;
using SecureIntake.Opening;
using SecureIntake.Sealing.Documents;
using SignedDocument = SecureIntake.Sealing.Documents.SignedDocument;

namespace SecureIntake.Hosts.Tests.Portal;

/// <summary>Desk keys as leads offer and sign them: all of a list or nothing, one key a week, both signatures of one moment.</summary>
public sealed class DeskOfferTests(PostgresServer postgres)
{
    private static readonly DateOnly Today = DateOnly.FromDateTime(PortalHost.Noon.UtcDateTime);

    private static Week This => Week.Of(Today);

    private static IReadOnlyList<Week> AllWeeks => [.. Enumerable.Range(0, 9).Select(number => Week.Of(Today.AddDays(7 * number)))];

    [Theory, BothDatabases]
    public async Task Two_leads_make_the_desk_keys_of_nine_weeks_and_the_log_holds_them(Database database)
    {
        await using var desk = await Desk.OpenAsync(database, postgres);
        var (first, second) = (desk.Office.Lead, desk.Office.Deputy);
        Assert.Equal(HttpStatusCode.NoContent, (await first.PrepareAsync([.. AllWeeks.Select(week => first.Offer(desk.Office, week))])).StatusCode);
        Assert.Equal(0, await desk.InLogAsync());
        Assert.Contains("Waits for another lead", await desk.PageAsync(first), StringComparison.Ordinal);
        Assert.Contains("9 weeks wait for your signature", WebUtility.HtmlDecode(await desk.PageAsync(second)), StringComparison.Ordinal);

        foreach (var week in AllWeeks)
            Assert.Equal(HttpStatusCode.NoContent, (await second.CountersignAsync(week)).StatusCode);
        Assert.Equal(9, await desk.InLogAsync());
        string page = await desk.PageAsync(second);
        Assert.Equal(8, page.Split("data-state=\"ready\"").Length - 1);
        Assert.Equal(1, page.Split("data-state=\"serving\"").Length - 1);
        Assert.Contains("prepared by <bdi>heron</bdi>", page, StringComparison.Ordinal);
        Assert.Contains("countersigned by <bdi>kestrel</bdi>", page, StringComparison.Ordinal);
        Assert.Contains("heron, kestrel, swift", page, StringComparison.Ordinal);

        var lines = new List<DeskLine>();
        foreach (var week in AllWeeks)
        {
            var (document, seed) = await desk.Office.OtherLead.FetchAsync(week);
            Assert.True(document.TryRead<DeskLine>(out var line));
            using var identity = new HybridIdentity(seed);
            Assert.Equal(line.Recipient, identity.Recipient);
            lines.Add(line);
        }

        Assert.Equal(9, lines.Select(line => line.Recipient).Distinct().Count());
    }

    [Fact]
    public async Task The_page_shows_what_becomes_of_a_week()
    {
        await using var desk = await Desk.OpenAsync(Database.Sqlite, postgres);
        await desk.Office.Lead.PrepareAsync(desk.Office.Lead.Offer(desk.Office, This));
        await desk.Office.Deputy.CountersignAsync(This);
        await SpecimenCase.ArriveAsync(desk.Host, desk.Office);
        Assert.Contains($"data-week=\"{This}\" data-state=\"serving\"", await desk.PageAsync(desk.Office.Lead), StringComparison.Ordinal);
        // Nobody made a key for the next week, so the card still carries this one; and then it is too old for that.
        foreach (var (days, state) in new[] { (7, "serving"), (14, "past") })
        {
            desk.Host.Time.Advance(TimeSpan.FromDays(7));
            await desk.Office.SignInAsync(desk.Host);
            string page = await desk.PageAsync(desk.Office.Lead);
            Assert.True(page.Contains($"data-week=\"{This}\" data-state=\"{state}\"", StringComparison.Ordinal), $"After {days} days it is not {state}.");
            Assert.Contains("Weeks that are over", page, StringComparison.Ordinal);
            Assert.Contains("1 case", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Where_the_policy_asks_for_one_signature_a_week_is_ready_at_once()
    {
        await using var desk = await Desk.OpenAsync(Database.Sqlite, postgres, new PortalOffice { DeskSignatures = 1 });
        await desk.Office.Lead.PrepareAsync(desk.Office.Lead.Offer(desk.Office, This));
        Assert.Equal(1, await desk.InLogAsync());
        await (await desk.Office.Deputy.CountersignAsync(This)).RefusedAsync(HttpStatusCode.Conflict, "desk.ready");
    }

    [Theory, BothDatabases]
    public async Task Two_leads_who_sign_at_once_both_count(Database database)
    {
        await using var desk = await Desk.OpenAsync(database, postgres, new PortalOffice { DeskSignatures = 3 });
        await desk.Office.Lead.PrepareAsync(desk.Office.Lead.Offer(desk.Office, This));
        var answers = await Task.WhenAll(desk.Office.Deputy.CountersignAsync(This), desk.Office.OtherLead.CountersignAsync(This));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode));
        Assert.Equal(3, (await desk.Office.Lead.FetchAsync(This)).Document.Signatures.Count);
        Assert.Equal(1, await desk.InLogAsync());
    }

    [Theory, BothDatabases]
    public async Task Of_two_leads_who_prepare_a_week_at_once_one_gets_it(Database database)
    {
        await using var desk = await Desk.OpenAsync(database, postgres);
        var leads = new[] { desk.Office.Lead, desk.Office.Deputy, desk.Office.OtherLead };
        var answers = await Task.WhenAll(leads.Select(lead => lead.PrepareAsync(lead.Offer(desk.Office, This))));
        Assert.Single(answers, answer => answer.IsSuccessStatusCode);
        foreach (var loser in answers.Where(answer => !answer.IsSuccessStatusCode))
            await loser.RefusedAsync(HttpStatusCode.Conflict, "desk.exists");
        await using var cases = await desk.Host.OpenCasesAsync();
        Assert.Equal(3, await cases.DeskSeals.CountAsync());
    }

    [Theory, BothDatabases, Defends("T-36")]
    public async Task A_week_that_is_not_finished_is_made_anew_without_whoever_is_locked_out_and_a_finished_one_stays(Database database)
    {
        await using var desk = await Desk.OpenAsync(database, postgres);
        var (office, next) = (desk.Office, This.Next);
        await office.Lead.PrepareAsync(office.Lead.Offer(office, This), office.Lead.Offer(office, next));
        await office.Deputy.CountersignAsync(This);
        var old = (await office.Lead.FetchAsync(next)).Document;
        await (await office.Deputy.PrepareAsync(office.Deputy.Offer(office, next))).RefusedAsync(HttpStatusCode.Conflict, "desk.exists");

        var key = new Audit.Bytes32(office.OtherLead.Key.SigningKey.Signer.ToBytes());
        var lockout = await Told.LogAsync(desk.Host, office.Administrator, new MemberLockedOut(office.Administrator.Stamp(), LogId.Parse(office.OtherLead.Id.Text), key));
        string page = await desk.PageAsync(office.Deputy);
        Assert.Equal(1, page.Split("To be made anew").Length - 1);
        Assert.DoesNotContain("Waits for you", page, StringComparison.Ordinal);
        Assert.Contains("make them anew", await office.Deputy.PageAsync("/"), StringComparison.Ordinal);
        await (await office.Deputy.CountersignAsync(next)).RefusedAsync(HttpStatusCode.Conflict, "desk.anew");
        // What several signed stays; and who is locked out gets no share.
        await (await office.Deputy.PrepareAsync(Without(This))).RefusedAsync(HttpStatusCode.Conflict, "desk.exists");
        await (await office.Deputy.PrepareAsync(office.Deputy.Offer(office, next))).RefusedAsync(HttpStatusCode.UnprocessableEntity, "desk.seals");
        Assert.Equal(HttpStatusCode.NoContent, (await office.Deputy.PrepareAsync(Without(next))).StatusCode);
        await (await office.Deputy.PrepareAsync(Without(next))).RefusedAsync(HttpStatusCode.Conflict, "desk.exists");
        Assert.Equal(HttpStatusCode.NoContent, (await office.Lead.CountersignAsync(next)).StatusCode);
        Assert.NotEqual(old.Body, (await office.Lead.FetchAsync(next)).Document.Body);
        Assert.Equal(2, await desk.InLogAsync());
        await using (var cases = await desk.Host.OpenCasesAsync())
        {
            var holders = await cases.DeskSeals.Where(seal => seal.Week == next.ToString()).Select(seal => seal.Member).ToListAsync();
            Assert.Equal([.. new[] { office.Lead.Id, office.Deputy.Id }.OrderBy(id => id.Text, StringComparer.Ordinal)], holders.OrderBy(id => id.Text, StringComparer.Ordinal));
        }

        // Let in again, they are a lead who came later than the key.
        foreach (var person in new[] { office.Lead, office.Auditor })
            await (await person.PostAsync("/lockdown/lift", person.Sign(new LiftSigned(person.Stamp(), lockout.Leaf)))).SuccessAsync();
        Assert.Contains("not <bdi>swift</bdi>: no share of it yet", await desk.PageAsync(office.Lead), StringComparison.Ordinal);

        JsonObject Without(Week week)
        {
            byte[] seed = RandomNumberGenerator.GetBytes(HybridIdentity.SeedSize);
            return DeskKeysLead.Envelope(week, office.Deputy.Sign(DeskKeysLead.Line(week, seed)), [office.Lead, office.Deputy], seed);
        }
    }

    [Fact]
    public async Task A_week_that_a_lead_prepared_who_was_struck_before_another_signed_is_made_anew()
    {
        await using var desk = await Desk.OpenAsync(Database.Sqlite, postgres);
        var office = desk.Office;
        await office.OtherLead.PrepareAsync(office.OtherLead.Offer(office, This));
        await office.PublishAgainAsync(desk.Host, without: office.OtherLead);
        byte[] seed = RandomNumberGenerator.GetBytes(HybridIdentity.SeedSize);
        var offer = DeskKeysLead.Envelope(This, office.Lead.Sign(DeskKeysLead.Line(This, seed)), [office.Lead, office.Deputy], seed);
        Assert.Equal(HttpStatusCode.NoContent, (await office.Lead.PrepareAsync(offer)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await office.Deputy.CountersignAsync(This)).StatusCode);
        Assert.Contains($"data-week=\"{This}\" data-state=\"serving\"", await desk.PageAsync(office.Lead), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_week_is_prepared_once_and_a_refused_list_keeps_nothing()
    {
        await using var desk = await Desk.OpenAsync(Database.Sqlite, postgres);
        var (first, second) = (desk.Office.Lead, desk.Office.Deputy);
        var offer = first.Offer(desk.Office, This);
        Assert.True((await first.PrepareAsync(offer)).IsSuccessStatusCode);
        await (await first.PrepareAsync(offer)).RefusedAsync(HttpStatusCode.Conflict, "desk.exists");
        await (await second.PrepareAsync(second.Offer(desk.Office, This.Next), second.Offer(desk.Office, This)))
            .RefusedAsync(HttpStatusCode.Conflict, "desk.exists");
        await (await second.Client.GetAsync($"/desk-keys/{This.Next}")).RefusedAsync(HttpStatusCode.NotFound, "request.not-found");
    }

    [Fact]
    public async Task Signing_twice_or_a_ready_week_is_refused_and_changes_nothing()
    {
        await using var desk = await Desk.OpenAsync(Database.Sqlite, postgres);
        await desk.Office.Lead.PrepareAsync(desk.Office.Lead.Offer(desk.Office, This));
        await (await desk.Office.Lead.PostSignatureAsync(This, (await desk.Office.Lead.FetchAsync(This)).Document))
            .RefusedAsync(HttpStatusCode.Conflict, "desk.signed");
        Assert.True((await desk.Office.Deputy.CountersignAsync(This)).IsSuccessStatusCode);
        foreach (var lead in new[] { desk.Office.Deputy, desk.Office.OtherLead })
        {
            var (document, _) = await lead.FetchAsync(This);
            var again = document.IsSignedBy(lead.Key.SigningKey.Signer) ? document : lead.Sign(document);
            await (await lead.PostSignatureAsync(This, again)).RefusedAsync(HttpStatusCode.Conflict, "desk.ready");
        }

        Assert.Equal(2, (await desk.Office.Lead.FetchAsync(This)).Document.Signatures.Count);
    }

    [Fact, Defends("T-21")]
    public async Task Only_the_kept_line_can_be_countersigned_and_only_with_ones_own_key()
    {
        await using var desk = await Desk.OpenAsync(Database.Sqlite, postgres);
        var (first, second) = (desk.Office.Lead, desk.Office.Deputy);
        await first.PrepareAsync(first.Offer(desk.Office, This));
        var kept = (await second.FetchAsync(This)).Document;
        byte[] other = RandomNumberGenerator.GetBytes(32);
        await (await second.PostSignatureAsync(This, second.Sign(DeskKeysLead.Line(This, other))))
            .RefusedAsync(HttpStatusCode.UnprocessableEntity, "desk.malformed");
        await (await second.PostSignatureAsync(This, desk.Office.OtherLead.Sign(kept))).RefusedAsync(HttpStatusCode.UnprocessableEntity, "desk.signer");
        await (await second.PostSignatureAsync(This.Next, second.Sign(kept))).RefusedAsync(HttpStatusCode.NotFound, "request.not-found");
        await (await second.PostSignatureAsync(AllWeeks[^1].Next, second.Sign(kept))).RefusedAsync(HttpStatusCode.UnprocessableEntity, "desk.week");
        Assert.Single((await first.FetchAsync(This)).Document.Signatures);
    }

    [Fact]
    public async Task An_offer_with_any_flaw_is_refused_with_its_code_and_nothing_is_kept()
    {
        await using var desk = await Desk.OpenAsync(Database.Sqlite, postgres);
        var (office, lead) = (desk.Office, desk.Office.Lead);
        var leads = new[] { office.Lead, office.Deputy, office.OtherLead };
        byte[] seed = RandomNumberGenerator.GetBytes(32);
        JsonObject With(SignedDocument document, params Person[] readers) => DeskKeysLead.Envelope(This, document, readers.Length == 0 ? leads : readers, seed);
        var line = DeskKeysLead.Line(This, seed);
        var signed = lead.Sign(line);
        var oneByte = With(signed);
        oneByte["seals"]![0]!["sealed"] = Convert.ToBase64String([1]);
        var member = SignedDocument.Unsigned(new DeskLine(1, This, office.Verifier.Key.Identity.Recipient, This.Monday.AddDays(DeskLine.LifeDays)));
        var lateEnd = With(signed);
        var stretched = JsonNode.Parse(line.ToJson())!;
        stretched["body"] = (string)stretched["body"]! + new string(' ', 50_000);
        Assert.True(SignedDocument.TryParse(System.Text.Encoding.UTF8.GetBytes(stretched.ToJsonString()), out var tooLong));
        lateEnd["document"]!["body"] = ((string)lateEnd["document"]!["body"]!).Replace("-28", "-29", StringComparison.Ordinal);

        (string Code, JsonNode?[] Offers)[] flaws =
        [
            ("desk.week", [lead.Offer(office, Week.Of(Today.AddDays(-7)))]),
            ("desk.week", [lead.Offer(office, AllWeeks[^1].Next)]),
            ("desk.week", [DeskKeysLead.Envelope(This.Next, signed, leads, seed)]),
            ("desk.malformed", [lateEnd]),
            ("desk.malformed", [With(lead.Sign(tooLong))]),
            ("desk.malformed", [lead.Offer(office, This), lead.Offer(office, This)]),
            ("desk.malformed", [null]),
            ("desk.signer", [With(line)]),
            ("desk.signer", [With(office.Deputy.Sign(line))]),
            ("desk.signer", [With(office.Verifier.Sign(line))]),
            ("desk.signer", [With(office.Deputy.Sign(signed))]),
            ("desk.recipient", [With(lead.Sign(member))]),
            ("desk.recipient", [lead.Offer(office, This, seed), lead.Offer(office, This.Next, seed)]),
            ("desk.seals", [With(signed, leads[..2])]),
            ("desk.seals", [With(signed, [.. leads, office.Verifier])]),
            ("desk.seals", [With(signed, office.Lead, office.Lead, office.Deputy)]),
            ("desk.seals", [oneByte]),
        ];
        foreach (var (code, offers) in flaws)
            await (await lead.PrepareAsync(offers)).RefusedAsync(HttpStatusCode.UnprocessableEntity, code);

        await using var cases = await desk.Host.OpenCasesAsync();
        Assert.Equal((0, 0, 0), (await cases.DeskKeys.CountAsync(), await cases.DeskSeals.CountAsync(), await cases.Outbox.CountAsync(e => e.Type == DeskLine.Kind)));
    }

    [Fact]
    public async Task Nobody_but_a_lead_comes_near_a_desk_key()
    {
        await using var desk = await Desk.OpenAsync(Database.Sqlite, postgres);
        await desk.Office.Lead.PrepareAsync(desk.Office.Lead.Offer(desk.Office, This));
        foreach (var person in new[] { desk.Office.Verifier, desk.Office.Auditor, desk.Office.Administrator })
        {
            await (await person.Client.GetAsync($"/desk-keys/{This}")).RefusedAsync(HttpStatusCode.Forbidden, "access.denied");
            await (await person.PrepareAsync(person.Offer(desk.Office, This.Next))).RefusedAsync(HttpStatusCode.Forbidden, "access.denied");
            await (await person.PostSignatureAsync(This, (await desk.Office.Deputy.FetchAsync(This)).Document))
                .RefusedAsync(HttpStatusCode.Forbidden, "access.denied");
        }
    }

    /// <summary>A portal of its own with an office.</summary>
    private sealed class Desk(Store store, PortalHost host, PortalOffice office) : IAsyncDisposable
    {
        public PortalHost Host => host;

        public PortalOffice Office => office;

        public static async Task<Desk> OpenAsync(Database database, PostgresServer postgres, PortalOffice? office = null)
        {
            var store = await Store.CreateAsync(database, postgres);
            var host = await PortalHost.StartAsync(store);
            office ??= new PortalOffice();
            await office.OpenAsync(host);
            return new Desk(store, host, office);
        }

        public async Task<string> PageAsync(Person person)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/desk-keys");
            request.Headers.Add("Accept", "text/html");
            return await (await person.Client.SendAsync(request)).Content.ReadAsStringAsync();
        }

        /// <summary>How many desk lines stand in the log.</summary>
        public async Task<int> InLogAsync()
        {
            await using var cases = await host.OpenCasesAsync();
            return await cases.DeskLinesInLog().CountAsync();
        }

        public async ValueTask DisposeAsync()
        {
            office.Dispose();
            await host.DisposeAsync();
            store.Dispose();
        }
    }
}
