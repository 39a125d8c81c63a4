using System.Net;
using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;
using SecureIntake.Hosts.Tests.Infrastructure;

namespace SecureIntake.Hosts.Tests.Portal;

public sealed class AuditPagesTests(PostgresServer postgres)
{
    [Theory, BothDatabases]
    public async Task The_auditor_finds_entries_by_type_member_case_and_day(Database database)
    {
        using var store = await Store.CreateAsync(database, postgres);
        using var office = new PortalOffice();
        await using var host = await PortalHost.StartAsync(store);
        await office.OpenAsync(host);
        var specimen = await SpecimenCase.ArriveAsync(host, office);
        var other = await SpecimenCase.ArriveAsync(host, office);
        await (await specimen.OpenAsync(office.Lead, Purpose.Triage, specimen.Account.Id)).SuccessAsync();
        await (await other.OpenAsync(office.OtherLead, Purpose.Triage, other.Account.Id)).SuccessAsync();
        await (await specimen.TriageAsync(office.Lead, office.Deputy)).SuccessAsync();

        const string Opened = "heron opened one part to triage the case.";
        const string OpenedByOther = "swift opened one part to triage the case.";
        const string Taken = "heron took the case, with kestrel as deputy.";
        await ShowsAsync("/audit", Opened, OpenedByOther, Taken);
        await ShowsAsync("/audit?type=open/v1", Opened, OpenedByOther);
        await ShowsAsync($"/audit?member={office.Lead.Id.Text}", Opened, Taken);
        await ShowsAsync($"/audit?case={other.Handle.Text[..4]}+{other.Handle.Text[4..8]}", OpenedByOther);
        await ShowsAsync("/audit?from=2026-11-24&to=2026-11-24", Opened, OpenedByOther, Taken);
        await ShowsAsync("/audit?from=2026-11-25");
        await ShowsAsync("/audit?to=2026-11-23");
        await ShowsAsync("/audit?case=%25");
        await ShowsAsync("/audit?from=nonsense&page=-1", Opened, OpenedByOther, Taken);

        async Task ShowsAsync(string path, params string[] sentences)
        {
            string page = await PageAsync(office.Auditor, path);
            foreach (string sentence in new[] { Opened, OpenedByOther, Taken })
                Assert.Equal(sentences.Contains(sentence), page.Contains(sentence, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Everyone_sees_their_own_entries_with_their_proofs_and_nobody_elses()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new PortalOffice();
        await using var host = await PortalHost.StartAsync(store);
        await office.OpenAsync(host);
        var specimen = await SpecimenCase.ArriveAsync(host, office);
        var answer = await (await specimen.OpenAsync(office.Lead, Purpose.Triage, specimen.Account.Id)).SuccessAsync();
        long index = (long)answer["logged"]!["index"]!;

        Assert.Contains("heron opened", await PageAsync(office.Lead, "/own-entries"), StringComparison.Ordinal);
        Assert.DoesNotContain("heron opened", await PageAsync(office.Deputy, "/own-entries"), StringComparison.Ordinal);
        string proof = $"/entries/{index}/proof.json";
        foreach (var reader in new[] { office.Lead, office.Auditor })
            Assert.Equal((string?)answer["logged"]!["entry"], (string?)(await (await reader.Client.GetAsync(proof)).SuccessAsync())["entry"]);
        await (await office.Deputy.Client.GetAsync(proof)).RefusedAsync(HttpStatusCode.NotFound, "request.not-found");
        await (await office.Auditor.Client.GetAsync("/entries/99999/proof.json")).RefusedAsync(HttpStatusCode.NotFound, "request.not-found");
        await (await office.Lead.Client.GetAsync("/audit")).RefusedAsync(HttpStatusCode.Forbidden, "access.denied");
    }

    [Fact]
    public async Task The_public_files_hold_what_was_done_and_verify_offline()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new PortalOffice();
        await using var host = await PortalHost.StartAsync(store);
        await office.OpenAsync(host);
        var specimen = await SpecimenCase.ArriveAsync(host, office);
        var answer = await (await specimen.OpenAsync(office.Lead, Purpose.Triage, specimen.Account.Id)).SuccessAsync();
        using var anyone = host.Connect();
        string checkpoint = await anyone.GetStringAsync("/log/checkpoint");
        Assert.Equal((string?)answer["logged"]!["checkpoint"], checkpoint);
        Assert.True(LogKey.TryParse((await File.ReadAllTextAsync(Path.Combine(store.Folder, "log.vkey"))).Trim(), out var key));
        Assert.True(new LogFolder(Path.Combine(store.Folder, "log")).TryOpen(key!, out var tree));
        Assert.Contains(tree!.ReadEntries(0, tree.Size), entry => entry.Span.SequenceEqual(System.Text.Encoding.UTF8.GetBytes((string)answer["logged"]!["entry"]!)));
    }

    private static async Task<string> PageAsync(Person person, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Accept", "text/html" } } };
        var response = await person.Client.SendAsync(request);
        string page = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, page);
        return WebUtility.HtmlDecode(page);
    }
}
