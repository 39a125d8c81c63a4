using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using SecureIntake.Audit;
using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;
using SecureIntake.Hosts.Tests.Gate;
using SecureIntake.Hosts.Tests.Infrastructure;
using SecureIntake.Portal.Custody;

namespace SecureIntake.Hosts.Tests.Portal;

/// <summary>Asking custodians for a source at the portal's doors: who may, what it waits for, who can delay it, and who sees it.</summary>
public sealed class CustodyRequestTests(PostgresServer postgres)
{
    private static readonly TimeSpan Wait = TimeSpan.FromHours(24);
    private static readonly TimeSpan PerVeto = TimeSpan.FromHours(72);

    [Theory, BothDatabases, Defends("T-32")]
    public async Task A_lead_who_asked_and_waited_gets_what_custodians_hold_and_nobody_else_does(Database database)
    {
        using var store = await Store.CreateAsync(database, postgres);
        using var office = new PortalOffice();
        await using var host = await PortalHost.StartAsync(store);
        await office.OpenAsync(host);
        var specimen = await SpecimenCase.TakenAsync(host, office);
        string payload = $"/parts/{specimen.Source.Id}/payload";
        await specimen.RefusesAsync(() => OpenAsync(specimen, office.Lead), HttpStatusCode.Conflict, "custody.none");
        await specimen.RefusesAsync(() => RequestAsync(specimen, office.OtherLead), HttpStatusCode.NotFound, "request.not-found");
        await specimen.RefusesAsync(() => RequestAsync(specimen, office.Verifier), HttpStatusCode.Forbidden, "access.denied");

        var asked = await (await RequestAsync(specimen, office.Lead)).SuccessAsync();
        Assert.Equal(PortalHost.Noon + Wait, DateTimeOffset.Parse((string)asked["from"]!, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.FromMinutes(1));
        await specimen.RefusesAsync(() => RequestAsync(specimen, office.Lead), HttpStatusCode.Conflict, "custody.exists");
        // Refused before it enters the log.
        await specimen.RefusesAsync(() => OpenAsync(specimen, office.Lead), HttpStatusCode.Conflict, "custody.waiting");
        await (await office.Lead.Client.GetAsync(payload)).RefusedAsync(HttpStatusCode.NotFound, "request.not-found");
        Assert.Equal(("waiting", "protect"), await StateAsync(specimen, office.Lead));

        host.Time.Advance(Wait);
        await office.SignInAsync(host);
        Assert.Equal(("open", "protect"), await StateAsync(specimen, office.Lead));
        var answer = await (await OpenAsync(specimen, office.Lead)).SuccessAsync();
        foreach (var part in specimen.OfCustody)
        {
            var header = answer["headers"]!.AsArray().Single(given => (string?)given!["part"] == part.Id.ToString());
            Assert.Equal(part.Header.ToBytes(), specimen.Take(header).ToBytes());
            Assert.Null(header!["grant"]);
        }

        Assert.Equal(specimen.Source.Payload, await office.Lead.Client.GetByteArrayAsync(payload));
        Assert.Equal((string?)asked["logged"]!["entry"], (string?)(await (await office.Lead.Client.GetAsync(specimen.Path("custody.json"))).SuccessAsync())["logged"]!["entry"]);
        // The deputy reads the case, and did not ask.
        await specimen.RefusesAsync(() => OpenAsync(specimen, office.Deputy), HttpStatusCode.Conflict, "custody.none");
        await (await office.Deputy.Client.GetAsync(payload)).RefusedAsync(HttpStatusCode.NotFound, "request.not-found");
        // No other purpose, and with it nothing else.
        await specimen.RefusesAsync(() => specimen.OpenAsync(office.Lead, Purpose.Read, specimen.Source.Id), HttpStatusCode.Forbidden, "grant.none");
        await specimen.RefusesAsync(() => specimen.OpenAsync(office.Lead, Purpose.Custody, specimen.Account.Id), HttpStatusCode.Forbidden, "grant.none");
        await specimen.RefusesAsync(() => specimen.OpenAsync(office.Lead, Purpose.Contact, specimen.Source.Id), HttpStatusCode.UnprocessableEntity, "act.malformed");

        host.Time.Advance(CustodyRequested.Lifetime - Wait);
        await office.SignInAsync(host);
        await specimen.RefusesAsync(() => OpenAsync(specimen, office.Lead), HttpStatusCode.Conflict, "custody.none");
        await (await RequestAsync(specimen, office.Lead)).SuccessAsync();
    }

    [Theory, BothDatabases, Defends("T-32")]
    public async Task Each_veto_adds_three_days_once_a_member(Database database)
    {
        using var store = await Store.CreateAsync(database, postgres);
        using var office = new PortalOffice();
        await using var host = await PortalHost.StartAsync(store);
        await office.OpenAsync(host);
        var specimen = await SpecimenCase.TakenAsync(host, office);
        var other = await SpecimenCase.TakenAsync(host, office);
        var request = LeafOf(await (await RequestAsync(specimen, office.Lead)).SuccessAsync());
        await specimen.RefusesAsync(() => VetoAsync(specimen, office.Lead, request), HttpStatusCode.Conflict, "custody.own");
        await specimen.RefusesAsync(() => VetoAsync(specimen, office.Verifier, request), HttpStatusCode.Forbidden, "access.denied");
        await specimen.RefusesAsync(() => VetoAsync(other, office.Auditor, request), HttpStatusCode.Conflict, "custody.none");
        await specimen.RefusesAsync(() => VetoAsync(specimen, office.Auditor, new Bytes32(new byte[32])), HttpStatusCode.Conflict, "custody.none");

        Assert.Contains("Someone asks who a source is", await office.Auditor.PageAsync("/"), StringComparison.Ordinal);
        Assert.DoesNotContain("Someone asks who a source is", await office.Lead.PageAsync("/"), StringComparison.Ordinal);
        Assert.Contains("data-island=\"veto\"", await office.Auditor.PageAsync("/custody"), StringComparison.Ordinal);
        await (await VetoAsync(specimen, office.Auditor, request)).SuccessAsync();
        await specimen.RefusesAsync(() => VetoAsync(specimen, office.Auditor, request), HttpStatusCode.Conflict, "custody.vetoed");
        await (await VetoAsync(specimen, office.OtherLead, request)).SuccessAsync();
        string page = await office.Auditor.PageAsync("/custody");
        Assert.Contains("Vetoed by stork, swift, which adds three days each.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("data-island=\"veto\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Someone asks", await office.Auditor.PageAsync("/"), StringComparison.Ordinal);

        host.Time.Advance(Wait + PerVeto + PerVeto - TimeSpan.FromHours(1));
        await office.SignInAsync(host);
        await specimen.RefusesAsync(() => OpenAsync(specimen, office.Lead), HttpStatusCode.Conflict, "custody.waiting");
        host.Time.Advance(TimeSpan.FromHours(1));
        await office.SignInAsync(host);
        Assert.Contains("has waited: custodians can be asked", await office.Lead.PageAsync("/"), StringComparison.Ordinal);
        await (await OpenAsync(specimen, office.Lead)).SuccessAsync();
    }

    [Fact]
    public async Task Auditors_see_requests_vetoes_and_openings_of_sources_first()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new PortalOffice();
        await using var host = await PortalHost.StartAsync(store);
        await office.OpenAsync(host);
        var specimen = await SpecimenCase.TakenAsync(host, office);
        var request = LeafOf(await (await RequestAsync(specimen, office.Lead)).SuccessAsync());
        await (await VetoAsync(specimen, office.Administrator, request)).SuccessAsync();
        host.Time.Advance(Wait + PerVeto);
        await office.SignInAsync(host);
        await (await OpenAsync(specimen, office.Lead)).SuccessAsync();
        string page = await office.Auditor.PageAsync("/audit");
        string first = page[page.IndexOf("Look at these first", StringComparison.Ordinal)..];
        Assert.Contains("asks custodians who the source is, to protect someone in danger.", first, StringComparison.Ordinal);
        Assert.Contains("vetoed a request for a source.", first, StringComparison.Ordinal);
        Assert.Contains("that custodians hold, for a request that had waited.", first, StringComparison.Ordinal);
        Assert.Contains("about who the source is", first, StringComparison.Ordinal);
        foreach (string query in new[] { "type=custody%2Fv1", "purpose=protect", "purpose=custody", $"case={specimen.Handle.Text}" })
            Assert.Contains("about who the source is", await office.Auditor.PageAsync("/audit?" + query), StringComparison.Ordinal);
    }

    [Fact, Defends("T-32")]
    public async Task A_request_waits_from_when_the_gate_has_it_and_is_told_when_it_comes_back()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new PortalOffice();
        await using var host = await PortalHost.StartAsync(store);
        await office.OpenAsync(host);
        var specimen = await SpecimenCase.TakenAsync(host, office);
        var (folder, address) = (host.Gate.Folder, host.Gate.Address);
        await host.Gate.DisposeAsync();
        var asked = await (await RequestAsync(specimen, office.Lead)).SuccessAsync();
        Assert.Null(asked["from"]);
        Assert.Equal(("untold", "protect"), await StateAsync(specimen, office.Lead));
        await specimen.RefusesAsync(() => OpenAsync(specimen, office.Lead), HttpStatusCode.ServiceUnavailable, "gate.away");
        host.Time.Advance(TimeSpan.FromHours(5));
        await using var back = await GateHost.StartAsync(store.Folder, host.Time, ("Gate:Folder", folder), ("urls", address));
        var herald = host.Services.GetRequiredService<CustodyHerald>();
        await host.UntilAsync(() => herald.StandsAtGate(LeafOf(asked)) is not null);
        Assert.InRange(herald.StandsAtGate(LeafOf(asked))!.From, PortalHost.Noon + Wait + TimeSpan.FromHours(5), host.Time.GetUtcNow() + Wait);
    }

    [Fact, Defends("T-32")]
    public async Task A_veto_that_the_gate_does_not_have_yet_holds_the_request_and_reaches_it_before_anything_is_given()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new PortalOffice();
        await using var host = await PortalHost.StartAsync(store);
        await office.OpenAsync(host);
        var specimen = await SpecimenCase.TakenAsync(host, office);
        var request = LeafOf(await (await RequestAsync(specimen, office.Lead)).SuccessAsync());
        var (folder, address) = (host.Gate.Folder, host.Gate.Address);
        await host.Gate.DisposeAsync();
        Assert.Null((await (await VetoAsync(specimen, office.Auditor, request)).SuccessAsync())["from"]);
        host.Time.Advance(Wait);
        await office.SignInAsync(host);
        Assert.Equal(("waiting", "protect"), await StateAsync(specimen, office.Lead));
        Assert.Contains("The gate has not taken every veto yet.", await office.Auditor.PageAsync("/custody"), StringComparison.Ordinal);
        await using var back = await GateHost.StartAsync(store.Folder, host.Time, ("Gate:Folder", folder), ("urls", address));
        await specimen.RefusesAsync(() => OpenAsync(specimen, office.Lead), HttpStatusCode.Conflict, "custody.waiting");
        var stands = host.Services.GetRequiredService<CustodyHerald>().StandsAtGate(request)!;
        Assert.Equal(1, stands.Vetoes);
        Assert.True(stands.From >= host.Time.GetUtcNow() + PerVeto - TimeSpan.FromMinutes(1));
    }

    [Fact, Defends("T-32")]
    public async Task A_request_ends_with_the_role_of_who_made_it_and_is_for_the_source_of_its_own_case()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new PortalOffice();
        await using var host = await PortalHost.StartAsync(store);
        await office.OpenAsync(host);
        var specimen = await SpecimenCase.TakenAsync(host, office);
        var other = await SpecimenCase.TakenAsync(host, office);
        foreach (var part in new[] { other.SourceId, LogId.Parse(specimen.Account.Id.ToString()) })
        {
            await specimen.RefusesAsync(
                () => office.Lead.PostAsync(specimen.Path("custody"), office.Lead.Sign(new CustodyRequested(office.Lead.Stamp(), Purpose.Court, specimen.LogId, part))),
                HttpStatusCode.UnprocessableEntity, "act.case");
        }

        await (await RequestAsync(specimen, office.Lead)).SuccessAsync();
        Assert.Contains("heron</bdi> asks", await office.Auditor.PageAsync("/custody"), StringComparison.Ordinal);
        await office.PublishAgainAsync(host, without: office.Lead);
        Assert.Contains("Nobody asks for a source.", await office.Auditor.PageAsync("/custody"), StringComparison.Ordinal);
        Assert.DoesNotContain("Someone asks", await office.Auditor.PageAsync("/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Under_a_lockdown_nobody_asks_and_nothing_that_waited_is_given()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new PortalOffice();
        await using var host = await PortalHost.StartAsync(store);
        await office.OpenAsync(host);
        var specimen = await SpecimenCase.TakenAsync(host, office);
        await (await RequestAsync(specimen, office.Lead)).SuccessAsync();
        host.Time.Advance(Wait);
        await office.SignInAsync(host);
        await (await office.Administrator.PostAsync("/lockdown", office.Administrator.Sign(new LockdownDeclared(office.Administrator.Stamp())))).SuccessAsync();
        await office.SignInAsync(host);
        await specimen.RefusesAsync(() => OpenAsync(specimen, office.Lead), HttpStatusCode.Locked, "lockdown.stands");
        await specimen.RefusesAsync(() => RequestAsync(specimen, office.Deputy), HttpStatusCode.Locked, "lockdown.stands");
    }

    private static Task<HttpResponseMessage> RequestAsync(SpecimenCase specimen, Person by) =>
        by.PostAsync(specimen.Path("custody"), by.Sign(new CustodyRequested(by.Stamp(), Purpose.Protect, specimen.LogId, specimen.SourceId)));

    private static Task<HttpResponseMessage> VetoAsync(SpecimenCase specimen, Person by, Bytes32 request) =>
        by.PostAsync("/custody/veto", by.Sign(new CustodyVetoed(by.Stamp(), specimen.LogId, request)));

    private static Task<HttpResponseMessage> OpenAsync(SpecimenCase specimen, Person by) =>
        specimen.OpenAsync(by, Purpose.Custody, specimen.OfCustody.Select(part => part.Id));

    private static async Task<(string State, string Purpose)> StateAsync(SpecimenCase specimen, Person reader)
    {
        var fact = (await (await reader.Client.GetAsync(specimen.Path("facts.json"))).SuccessAsync())["custody"]!.AsArray().Single()!;
        return ((string)fact["state"]!, (string)fact["purpose"]!);
    }

    private static Bytes32 LeafOf(JsonNode answer) => Rfc6962.Leaf(System.Text.Encoding.UTF8.GetBytes((string)answer["logged"]!["entry"]!));
}
