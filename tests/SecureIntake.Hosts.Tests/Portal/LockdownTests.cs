using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SecureIntake.Audit;
using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;
using SecureIntake.Audit.Verification;
using SecureIntake.Cases;
using SecureIntake.Cases.Gates;
using SecureIntake.Hosts.Tests.Gate;
using SecureIntake.Hosts.Tests.Infrastructure;
using SecureIntake.Portal.Lockdowns;
using SecureIntake.Portal.Log;

namespace SecureIntake.Hosts.Tests.Portal;

/// <summary>Locking everything, and opening it again by two, at the portal's own doors.</summary>
public sealed class LockdownTests(PostgresServer postgres)
{
    [Theory, BothDatabases, Defends("T-29")]
    public async Task A_lockdown_ends_sessions_and_closes_every_case_until_two_have_lifted_it(Database database)
    {
        using var store = await Store.CreateAsync(database, postgres);
        using var office = new PortalOffice();
        await using var host = await PortalHost.StartAsync(store);
        await office.OpenAsync(host);
        var specimen = await SpecimenCase.TakenAsync(host, office);
        var bench = await specimen.StartBenchAsync();
        // A task that tells of cases, and leads nowhere.
        await using (var cases = await host.OpenCasesAsync())
            await cases.Submissions.ExecuteUpdateAsync(set => set.SetProperty(s => s.CustodyMoved, false));
        Assert.Equal(HttpStatusCode.NoContent, (await office.Verifier.Client.GetAsync("/session")).StatusCode);
        var declared = await (await DeclareAsync(office.Lead)).SuccessAsync();
        Assert.True((bool)declared["gateKnows"]!);
        var leaf = Leaf(declared);

        // An open page asks this, and takes what was opened off the screen.
        await (await office.Verifier.Client.GetAsync("/session")).RefusedAsync(HttpStatusCode.Unauthorized, "sign-in.needed");
        foreach (var person in office.People)
            await (await person.Client.GetAsync("/trust.json")).RefusedAsync(HttpStatusCode.Unauthorized, "sign-in.needed");
        await office.SignInAsync(host);

        await specimen.RefusesAsync(() => specimen.OpenAsync(office.Lead, Purpose.Read, specimen.Account.Id), HttpStatusCode.Locked, "lockdown.stands");
        await specimen.RefusesAsync(() => specimen.LeaseAsync(office.Lead, bench, [office.Lead, office.Deputy]), HttpStatusCode.Locked, "lockdown.stands");
        await (await office.Lead.Client.GetAsync(specimen.Path("facts.json"))).RefusedAsync(HttpStatusCode.Locked, "lockdown.stands");
        Assert.Equal(HttpStatusCode.Locked, await StatusOfPageAsync(office.Verifier, "/cases"));
        // Who is in danger can be struck, and auditors see what happened.
        Assert.Contains("Everything about cases is locked", await office.Administrator.PageAsync("/members"), StringComparison.Ordinal);
        Assert.Contains("heron</bdi></a> locked everything.", await office.Auditor.PageAsync("/audit"), StringComparison.Ordinal);

        Assert.Contains("neither has yet", await office.Verifier.PageAsync("/"), StringComparison.Ordinal);
        Assert.DoesNotContain("source part", await office.Lead.PageAsync("/"), StringComparison.Ordinal);
        await (await LiftAsync(office.Lead, leaf)).SuccessAsync();
        Assert.Contains("one of the two has", await office.Verifier.PageAsync("/"), StringComparison.Ordinal);
        await (await LiftAsync(office.Deputy, leaf)).RefusedAsync(HttpStatusCode.Conflict, "lockdown.lifted");
        await (await LiftAsync(office.Verifier, leaf)).RefusedAsync(HttpStatusCode.Forbidden, "access.denied");
        string page = await office.Administrator.PageAsync("/lockdown");
        Assert.Contains("A lead has lifted it.", page, StringComparison.Ordinal);
        Assert.Contains("An administrator or auditor must lift it.", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Locked, await StatusOfPageAsync(office.Lead, "/cases"));
        await (await LiftAsync(office.Auditor, leaf)).SuccessAsync();

        Assert.DoesNotContain("locked", await office.Verifier.PageAsync("/"), StringComparison.Ordinal);
        await (await specimen.OpenAsync(office.Lead, Purpose.Read, specimen.Account.Id)).SuccessAsync();
        await (await LiftAsync(office.Administrator, leaf)).RefusedAsync(HttpStatusCode.Conflict, "lockdown.none");
        await using (var cases = await host.OpenCasesAsync())
            Assert.Empty(await cases.StandingLockdowns.ToListAsync());
        // A copy of the gate's folder from before the lifts: it is brought them again.
        foreach (string mark in Directory.GetFiles(Path.Combine(host.Gate.Folder, "lockdown"), "*", SearchOption.AllDirectories).Where(mark => !mark.Contains("declared", StringComparison.Ordinal)))
            File.Delete(mark);
        Assert.Contains("Nothing is locked.", await office.Administrator.PageAsync("/lockdown"), StringComparison.Ordinal);
        await (await specimen.OpenAsync(office.Lead, Purpose.Read, specimen.Account.Id)).SuccessAsync();
        var log = host.Services.GetRequiredService<LogOfOrganisation>();
        Assert.IsType<Verdict.Verified>(await new LogVerifier(new LogFolder(log.Folder), new Authority(null, log.Key)).VerifyAsync(CancellationToken.None));
    }

    [Fact, Defends("T-29")]
    public async Task Nobody_locks_twice_in_a_day_and_another_can()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new PortalOffice();
        await using var host = await PortalHost.StartAsync(store);
        await office.OpenAsync(host);
        var first = Leaf(await (await DeclareAsync(office.Lead)).SuccessAsync());
        await office.SignInAsync(host);
        await (await DeclareAsync(office.Lead)).RefusedAsync(HttpStatusCode.Conflict, "lockdown.again");
        await (await LiftAsync(office.Lead, first)).SuccessAsync();
        await (await LiftAsync(office.Administrator, first)).SuccessAsync();
        await (await DeclareAsync(office.Lead)).RefusedAsync(HttpStatusCode.Conflict, "lockdown.again");
        await (await DeclareAsync(office.Administrator)).SuccessAsync();
        await office.SignInAsync(host);
        await (await DeclareAsync(office.Auditor)).RefusedAsync(HttpStatusCode.Forbidden, "access.denied");
        host.Time.Advance(TimeSpan.FromHours(24));
        await office.SignInAsync(host);
        await (await DeclareAsync(office.Lead)).SuccessAsync();
        Assert.Equal(2, host.Services.GetRequiredService<LockdownState>().Standing.Count);
    }

    [Fact, Defends("T-29")]
    public async Task A_portal_that_is_started_again_is_still_locked_and_ends_the_sessions_from_before()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new PortalOffice();
        string old;
        await using (var host = await PortalHost.StartAsync(store))
        {
            await office.OpenAsync(host);
            old = string.Join("; ", office.Deputy.Client.DefaultRequestHeaders.GetValues("Cookie"));
            await (await DeclareAsync(office.Lead)).SuccessAsync();
            // Whoever writes to the database says that it is something else.
            await using var cases = await host.OpenCasesAsync();
            await cases.Outbox.Where(e => e.Type == "lockdown/v1").ExecuteUpdateAsync(set => set.SetProperty(e => e.Type, "keyed/v1"));
        }

        await using var again = await PortalHost.StartAsync(store);
        Assert.Single(again.Services.GetRequiredService<LockdownState>().Standing);
        using var client = again.Connect();
        client.DefaultRequestHeaders.Add("Cookie", old);
        await (await client.GetAsync("/trust.json")).RefusedAsync(HttpStatusCode.Unauthorized, "sign-in.needed");
        await office.SignInAsync(again);
        Assert.Equal(HttpStatusCode.Locked, await StatusOfPageAsync(office.Lead, "/cases"));
    }

    [Fact]
    public async Task A_gate_that_was_away_is_told_when_it_is_back()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new PortalOffice();
        await using var host = await PortalHost.StartAsync(store);
        await office.OpenAsync(host);
        int port = new Uri(host.Gate.LinkSettings["GateLink:Address"]!).Port;
        await host.Gate.DisposeAsync();
        var declared = await (await DeclareAsync(office.Lead)).SuccessAsync();
        Assert.False((bool)declared["gateKnows"]!);
        await office.SignInAsync(host);
        Assert.Contains("The gate, or one of two, does not answer", await office.Deputy.PageAsync("/lockdown"), StringComparison.Ordinal);

        await using var gate = await GateHost.StartAsync(store.Folder, host.Time, ("urls", $"https://127.0.0.1:{port}"));
        await host.UntilAsync(() => host.GateClient.LastLocks is { Lockdowns.Count: 1 });
        Assert.True(gate.Services.GetRequiredService<SecureIntake.Gate.Lockdowns.Locks>().Stand);
    }

    [Fact, Defends("T-29")]
    public async Task Whoever_declared_it_and_was_struck_before_the_gate_was_told_has_closed_the_gate()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new PortalOffice();
        await using var host = await PortalHost.StartAsync(store);
        await office.OpenAsync(host);
        var specimen = await SpecimenCase.TakenAsync(host, office);
        await (await specimen.OpenAsync(office.Lead, Purpose.Read, specimen.Account.Id)).SuccessAsync();
        int port = new Uri(host.Gate.LinkSettings["GateLink:Address"]!).Port;
        await host.Gate.DisposeAsync();
        Assert.False((bool)(await (await DeclareAsync(office.Lead)).SuccessAsync())["gateKnows"]!);
        await office.SignInAsync(host);
        await office.PublishAgainAsync(host, without: office.Lead);

        await using var gate = await GateHost.StartAsync(store.Folder, host.Time, ("urls", $"https://127.0.0.1:{port}"));
        await host.UntilAsync(() => host.GateClient.LastLocks is { Lockdowns.Count: 1 });
        Assert.True(gate.Services.GetRequiredService<SecureIntake.Gate.Lockdowns.Locks>().Stand);
    }

    [Fact]
    public async Task A_portal_that_is_started_while_the_gate_is_away_does_not_say_that_it_is_open()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new PortalOffice();
        await using (var host = await PortalHost.StartAsync(store))
        {
            await office.OpenAsync(host);
            var leaf = Leaf(await (await DeclareAsync(office.Lead)).SuccessAsync());
            await office.SignInAsync(host);
            await (await LiftAsync(office.Lead, leaf)).SuccessAsync();
            await (await LiftAsync(office.Auditor, leaf)).SuccessAsync();
            Assert.Empty(host.Services.GetRequiredService<LockdownState>().Standing);
        }

        await using var again = await PortalHost.StartAsync(store);
        var state = again.Services.GetRequiredService<LockdownState>();
        await again.UntilAsync(() => again.GateClient.LastLocks is not null);
        Assert.Empty(state.Standing);
        var address = new GateLinkOptions { Address = again.Gate.Address, PinFile = again.Gate.LinkSettings["GateLink:PinFile"]! };
        using var unasked = new GateClients(
            address, Path.Combine(store.Folder, "portal.pem"), again.Services.GetRequiredService<IDbContextFactory<CasesContext>>(), again.Time);
        Assert.Single(new LockdownState(again.Services.GetRequiredService<Sequencer>(), unasked).Standing);
    }

    [Fact, Defends("T-29")]
    public async Task What_the_gate_holds_closed_stays_closed_here_until_someone_who_is_listed_has_lifted_it()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new PortalOffice();
        await using var host = await PortalHost.StartAsync(store);
        await office.OpenAsync(host);
        var leaf = Leaf(await (await DeclareAsync(office.Administrator)).SuccessAsync());
        await office.SignInAsync(host);
        await (await LiftAsync(office.Lead, leaf)).SuccessAsync();
        await office.PublishAgainAsync(host, without: office.Lead);
        // The lead who has signed is no member any more, so the second one is not the second.
        await (await LiftAsync(office.Auditor, leaf)).SuccessAsync();
        Assert.Single(host.Services.GetRequiredService<LockdownState>().Standing);
        Assert.Contains("A lead must lift it.", await office.Auditor.PageAsync("/lockdown"), StringComparison.Ordinal);
        await (await LiftAsync(office.Deputy, leaf)).SuccessAsync();
        Assert.Empty(host.Services.GetRequiredService<LockdownState>().Standing);
    }

    private static Task<HttpResponseMessage> DeclareAsync(Person person) => person.PostAsync("/lockdown", person.Sign(new LockdownDeclared(person.Stamp())));

    private static Task<HttpResponseMessage> LiftAsync(Person person, Bytes32 leaf) =>
        person.PostAsync("/lockdown/lift", person.Sign(new LiftSigned(person.Stamp(), leaf)));

    private static Bytes32 Leaf(System.Text.Json.Nodes.JsonNode answer) => Rfc6962.Leaf(System.Text.Encoding.UTF8.GetBytes((string)answer["logged"]!["entry"]!));

    private static async Task<HttpStatusCode> StatusOfPageAsync(Person person, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Accept", "text/html" } } };
        using var answer = await person.Client.SendAsync(request);
        return answer.StatusCode;
    }
}
