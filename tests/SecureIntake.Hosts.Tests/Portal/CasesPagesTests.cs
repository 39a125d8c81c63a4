using System.Net;
using System.Text.Json.Nodes;
using SecureIntake.Audit.Events;
using SecureIntake.Hosts.Tests.Infrastructure;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Parts;

namespace SecureIntake.Hosts.Tests.Portal;

/// <summary>The pages and the facts that they carry, on both databases: every query of a case's life runs here.</summary>
public sealed class CasesPagesTests(PostgresServer postgres)
{
    [Theory, BothDatabases]
    public async Task A_case_goes_from_the_desk_to_a_read_finding(Database database)
    {
        using var store = await Store.CreateAsync(database, postgres);
        using var office = new PortalOffice();
        await using var host = await PortalHost.StartAsync(store);
        await office.OpenAsync(host);
        var specimen = await SpecimenCase.ArriveAsync(host, office);
        string handle = specimen.Handle.Text;

        Assert.Contains(handle, await office.Lead.PageAsync("/cases"), StringComparison.Ordinal);
        Assert.Equal("desk", (string?)(await FactsAsync(office.OtherLead, specimen))["standing"]);
        await (await specimen.OpenAsync(office.Lead, Purpose.Triage, specimen.OfTheDesk.Select(p => p.Id))).SuccessAsync();
        await (await specimen.TriageAsync(office.Lead, office.Deputy)).SuccessAsync();

        Assert.DoesNotContain(handle, await office.Lead.PageAsync("/cases?show=desk"), StringComparison.Ordinal);
        Assert.Contains(handle, await office.Deputy.PageAsync("/cases?show=own"), StringComparison.Ordinal);
        Assert.Contains("The desk is empty", await office.OtherLead.PageAsync("/cases"), StringComparison.Ordinal);
        await (await specimen.AssignAccountAsync(office.Lead, office.Verifier)).SuccessAsync();
        Person[] readers = [office.Lead, office.Deputy, office.Verifier];
        await (await specimen.LeaseAsync(office.Lead, await specimen.StartBenchAsync(), readers)).SuccessAsync();
        Assert.Equal("waiting", StageOf(await FactsAsync(office.Lead, specimen), specimen.Evidence));
        var finding = await specimen.FinishAsync(readers);
        await (await specimen.KeyAsync(office.Verifier, readers, 14)).SuccessAsync();

        Assert.Contains(handle, await office.Verifier.PageAsync("/cases"), StringComparison.Ordinal);
        var facts = await FactsAsync(office.Verifier, specimen);
        Assert.Equal(("verifier", "done"), ((string?)facts["standing"], StageOf(facts, specimen.Evidence)));
        Assert.Equal(
            ["account", "finding", "keyed"],
            facts["parts"]!.AsArray().Where(p => (bool)p!["mine"]!).Select(p => (string)p!["compartment"]!).Order());
        Assert.Equal(finding.Id.ToString(), (string?)PaperOf(facts, specimen.Evidence)["results"]!.AsArray().Single());
        Assert.Equal(
            ["lead heron", "deputy kestrel", "verifier linnet"],
            facts["people"]!.AsArray().Select(p => $"{p!["role"]} {facts["names"]![(string)p["member"]!]}"));
        await (await specimen.OpenAsync(office.Verifier, Purpose.Verify, finding.Id)).SuccessAsync();

        string page = await office.Lead.PageAsync($"/cases/{handle}");
        Assert.Contains("linnet typed the machine-readable lines of a paper.", page, StringComparison.Ordinal);
        Assert.Contains("heron took the case, with kestrel as deputy.", page, StringComparison.Ordinal);
        Assert.DoesNotContain(handle[..8], Title(page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_whose_bench_has_ended_is_shown_as_failed_and_can_be_leased_again()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new PortalOffice();
        await using var host = await PortalHost.StartAsync(store);
        await office.OpenAsync(host);
        var specimen = await SpecimenCase.TakenAsync(host, office);
        Person[] readers = [office.Lead, office.Deputy];
        await (await specimen.LeaseAsync(office.Lead, await specimen.StartBenchAsync(hours: 1), readers)).SuccessAsync();
        host.Time.Advance(TimeSpan.FromHours(2));
        var paper = PaperOf(await FactsAsync(office.Lead, specimen), specimen.Evidence);
        Assert.Equal(("failed", "bench.gone"), ((string?)paper["stage"], (string?)paper["code"]));
        await (await specimen.LeaseAsync(office.Lead, await specimen.StartBenchAsync(), readers)).SuccessAsync();
        Assert.Equal("waiting", StageOf(await FactsAsync(office.Lead, specimen), specimen.Evidence));
    }

    [Fact]
    public async Task Lists_are_paged_and_an_unknown_case_or_page_is_no_failure()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new PortalOffice();
        await using var host = await PortalHost.StartAsync(store);
        await office.OpenAsync(host);
        for (int i = 0; i < 26; i++)
            await SpecimenCase.ArriveAsync(host, office, evidence: 0);
        string first = await office.Lead.PageAsync("/cases");
        Assert.Contains("Page 1 of 2", first, StringComparison.Ordinal);
        Assert.Equal(25, Count(first, "href=\"/cases/"));
        Assert.Equal(1, Count(await office.Lead.PageAsync("/cases?show=desk&page=2"), "href=\"/cases/"));
        await office.Lead.PageAsync("/cases?page=-3&show=nonsense");
        await office.Lead.PageAsync("/cases?page=99999999999999");

        string unknown = "/cases/" + new string('0', 32);
        await (await office.Lead.Client.GetAsync(unknown + "/facts.json")).RefusedAsync(HttpStatusCode.NotFound, "request.not-found");
        foreach (string path in new[] { unknown, "/cases/nonsense" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Accept", "text/html" } } };
            Assert.Equal(HttpStatusCode.NotFound, (await office.Lead.Client.SendAsync(request)).StatusCode);
        }
    }

    private static async Task<JsonObject> FactsAsync(Person person, SpecimenCase specimen) =>
        await (await person.Client.GetAsync(specimen.Path("facts.json"))).SuccessAsync();

    private static JsonNode PaperOf(JsonObject facts, HeldPart part) =>
        facts["papers"]!.AsArray().Single(p => (string?)p!["part"] == part.Id.ToString())!;

    private static string? StageOf(JsonObject facts, HeldPart part) => (string?)PaperOf(facts, part)["stage"];

    private static int Count(string text, string what) => text.Split(what).Length - 1;

    private static string Title(string page) => page[page.IndexOf("<title>", StringComparison.Ordinal)..page.IndexOf("</title>", StringComparison.Ordinal)];
}
