using System.Net;
using SecureIntake.Audit;
using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;
using SecureIntake.Hosts.Tests.Infrastructure;

namespace SecureIntake.Hosts.Tests.Portal;

/// <summary>Everyone sees what names them, and can say in the log that it was not them.</summary>
public sealed class DisputeTests(PostgresServer postgres)
{
    [Theory, BothDatabases, Defends("T-24")]
    public async Task Who_is_named_can_say_not_me_and_the_auditor_sees_it(Database database)
    {
        using var store = await Store.CreateAsync(database, postgres);
        using var office = new PortalOffice();
        await using var host = await PortalHost.StartAsync(store);
        await office.OpenAsync(host);
        var specimen = await SpecimenCase.TakenAsync(host, office);
        var opened = await (await specimen.OpenAsync(office.Lead, Purpose.Read, specimen.Account.Id)).SuccessAsync();
        var assigned = await (await specimen.AssignAccountAsync(office.Lead, office.Verifier)).SuccessAsync();

        var said = await (await DisputeAsync(office.Lead, Index(opened), Leaf(opened))).SuccessAsync();
        Assert.Contains("\"dispute/v1\"", (string)said["logged"]!["entry"]!, StringComparison.Ordinal);
        // Someone whom another's entry names, too.
        await (await DisputeAsync(office.Verifier, Index(assigned), Leaf(assigned))).SuccessAsync();

        string audit = await office.Auditor.PageWithoutLinksAsync("/audit");
        Assert.Contains("heron says of an entry: not me.", audit, StringComparison.Ordinal);
        Assert.Contains("Look at these first", audit, StringComparison.Ordinal);
        Assert.Contains("disputed: “not me”", await office.Auditor.PageAsync("/audit?type=open/v1"), StringComparison.Ordinal);
        Assert.Contains("disputed: “not me”", await office.Lead.PageAsync("/own-entries"), StringComparison.Ordinal);
        string own = await office.Verifier.PageAsync("/own-entries");
        Assert.Contains("gave the case to linnet to verify.", own, StringComparison.Ordinal);
        Assert.Contains("linnet says of an entry: not me.", own, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dispute_is_about_an_entry_that_names_one_and_is_made_once()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new PortalOffice();
        await using var host = await PortalHost.StartAsync(store);
        await office.OpenAsync(host);
        var specimen = await SpecimenCase.TakenAsync(host, office);
        var opened = await (await specimen.OpenAsync(office.Lead, Purpose.Read, specimen.Account.Id)).SuccessAsync();
        var (index, leaf) = (Index(opened), Leaf(opened));

        await (await DisputeAsync(office.OtherLead, index, leaf)).RefusedAsync(HttpStatusCode.NotFound, "request.not-found");
        await (await DisputeAsync(office.Lead, index + 1000, leaf)).RefusedAsync(HttpStatusCode.NotFound, "request.not-found");
        await (await DisputeAsync(office.Lead, index, Rfc6962.Leaf("another"u8))).RefusedAsync(HttpStatusCode.UnprocessableEntity, "dispute.entry");
        await (await office.Lead.PostAsync($"/entries/{index}/dispute", office.Verifier.Sign(new EntryDisputed(office.Lead.Stamp(), leaf))))
            .RefusedAsync(HttpStatusCode.Forbidden, "act.signer");
        Assert.DoesNotContain("not me.", await office.Auditor.PageAsync("/audit"), StringComparison.Ordinal);
        await (await DisputeAsync(office.Lead, index, leaf)).SuccessAsync();
        await (await DisputeAsync(office.Lead, index, leaf)).RefusedAsync(HttpStatusCode.Conflict, "dispute.exists");
    }

    private static Task<HttpResponseMessage> DisputeAsync(Person person, long index, Bytes32 leaf) =>
        person.PostAsync($"/entries/{index}/dispute", person.Sign(new EntryDisputed(person.Stamp(), leaf)));

    private static long Index(System.Text.Json.Nodes.JsonNode answer) => (long)answer["logged"]!["index"]!;

    private static Bytes32 Leaf(System.Text.Json.Nodes.JsonNode answer) => Rfc6962.Leaf(System.Text.Encoding.UTF8.GetBytes((string)answer["logged"]!["entry"]!));
}
