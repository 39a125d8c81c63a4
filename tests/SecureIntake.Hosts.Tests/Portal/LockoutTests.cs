using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SecureIntake.Audit;
using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;
using SecureIntake.Audit.Verification;
using SecureIntake.Cases.Auditing;
using SecureIntake.Hosts.Tests.Gate;
using SecureIntake.Hosts.Tests.Infrastructure;
using SecureIntake.Portal.Enrolment;
using SecureIntake.Portal.Lockdowns;
using SecureIntake.Portal.Log;
using SecureIntake.Portal.Staff;
using Role = SecureIntake.Sealing.Documents.Role;

namespace SecureIntake.Hosts.Tests.Portal;

/// <summary>Locking one member out, and letting them in again by two, at the portal's own doors.</summary>
public sealed class LockoutTests(PostgresServer postgres)
{
    [Theory, BothDatabases, Defends("T-36")]
    public async Task One_member_is_locked_out_at_once_and_everyone_else_goes_on_until_two_have_lifted_it(Database database)
    {
        using var store = await Store.CreateAsync(database, postgres);
        using var office = new PortalOffice();
        await using var host = await PortalHost.StartAsync(store);
        await office.OpenAsync(host);
        var specimen = await SpecimenCase.TakenAsync(host, office);
        string old = string.Join("; ", office.Lead.Client.DefaultRequestHeaders.GetValues("Cookie"));
        var told = await (await LockOutAsync(office.Deputy, office.Lead)).SuccessAsync();
        Assert.True((bool)told["gateKnows"]!);

        await (await office.Lead.Client.GetAsync("/session")).RefusedAsync(HttpStatusCode.Unauthorized, "sign-in.needed");
        await specimen.RefusesAsync(() => specimen.OpenAsync(office.Lead, Purpose.Read, specimen.Account.Id), HttpStatusCode.Unauthorized, "sign-in.needed");
        foreach (var person in office.People.Where(person => person != office.Lead))
            Assert.Equal(HttpStatusCode.NoContent, (await person.Client.GetAsync("/session")).StatusCode);
        await (await specimen.OpenAsync(office.Deputy, Purpose.Read, specimen.Account.Id)).SuccessAsync();
        Assert.Contains("heron is locked out, by kestrel", await office.Auditor.PageWithoutLinksAsync("/lockdown"), StringComparison.Ordinal);
        Assert.Contains("One member is locked out", await office.Auditor.PageAsync("/"), StringComparison.Ordinal);
        Assert.DoesNotContain("Everything about cases is locked", await office.Verifier.PageAsync("/"), StringComparison.Ordinal);
        Assert.Contains("kestrel locked heron out.", await office.Auditor.PageWithoutLinksAsync("/audit"), StringComparison.Ordinal);

        var leaf = Leaf(told);
        await (await LiftAsync(office.Deputy, leaf)).SuccessAsync();
        await (await LiftAsync(office.OtherLead, leaf)).RefusedAsync(HttpStatusCode.Conflict, "lockdown.lifted");
        await (await LiftAsync(office.Auditor, leaf)).SuccessAsync();
        Assert.Contains("Nothing is locked.", await office.Administrator.PageAsync("/lockdown"), StringComparison.Ordinal);
        // Whoever had the session may have it still.
        using var thief = host.Connect();
        thief.DefaultRequestHeaders.Add("Cookie", old);
        await (await thief.GetAsync("/session")).RefusedAsync(HttpStatusCode.Unauthorized, "sign-in.needed");
        await office.SignInAsync(host);
        await (await specimen.OpenAsync(office.Lead, Purpose.Read, specimen.Account.Id)).SuccessAsync();
        var log = host.Services.GetRequiredService<LogOfOrganisation>();
        Assert.IsType<Verdict.Verified>(await new LogVerifier(new LogFolder(log.Folder), new Authority(null, log.Key)).VerifyAsync(CancellationToken.None));
    }

    [Fact, Defends("T-36")]
    public async Task Leads_and_administrators_lock_one_out_in_a_day_and_everyone_themselves()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new PortalOffice();
        await using var host = await PortalHost.StartAsync(store);
        await office.OpenAsync(host);
        foreach (var person in new[] { office.Verifier, office.Auditor })
            await (await LockOutAsync(person, office.Lead)).RefusedAsync(HttpStatusCode.Forbidden, "access.denied");
        await (await LockOutAsync(office.Verifier, office.Lead, "/lockdown/self")).RefusedAsync(HttpStatusCode.Conflict, "lockout.unknown");
        await (await office.Lead.PostAsync("/lockdown/member", office.Lead.Sign(new MemberLockedOut(
            office.Lead.Stamp(), LogId.Parse(office.Verifier.Id.Text), KeyOf(office.Deputy))))).RefusedAsync(HttpStatusCode.Conflict, "lockout.unknown");

        // The only one who can put in force what the root signs.
        await (await LockOutAsync(office.Lead, office.Administrator)).RefusedAsync(HttpStatusCode.Conflict, "lockout.last");
        await (await LockOutAsync(office.Administrator, office.Administrator, "/lockdown/self")).RefusedAsync(HttpStatusCode.Conflict, "lockout.last");

        await (await LockOutAsync(office.Lead, office.OtherVerifier)).SuccessAsync();
        await (await LockOutAsync(office.Lead, office.OtherLead)).RefusedAsync(HttpStatusCode.Conflict, "lockout.again");
        host.Time.Advance(TimeSpan.FromHours(24));
        await SignInAsync(host, office, office.Lead, office.Administrator, office.Verifier, office.Auditor);
        await (await LockOutAsync(office.Lead, office.OtherLead)).RefusedAsync(HttpStatusCode.Conflict, "lockout.again");
        Assert.Contains("You keep one member locked out", await office.Lead.PageAsync("/lockdown"), StringComparison.Ordinal);
        await (await LockOutAsync(office.Administrator, office.OtherLead)).SuccessAsync();
        await (await LockOutAsync(office.Verifier, office.Verifier, "/lockdown/self")).SuccessAsync();
        await (await office.Verifier.Client.GetAsync("/session")).RefusedAsync(HttpStatusCode.Unauthorized, "sign-in.needed");
        Assert.Contains("linnet is locked out, by themselves", await office.Auditor.PageWithoutLinksAsync("/lockdown"), StringComparison.Ordinal);
        // Everything can still be locked by the same lead.
        await (await office.Lead.PostAsync("/lockdown", office.Lead.Sign(new LockdownDeclared(office.Lead.Stamp())))).SuccessAsync();
    }

    [Fact, Defends("T-36")]
    public async Task Nothing_is_given_to_whoever_is_locked_out_and_it_outlasts_a_restart_and_a_changed_database()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new PortalOffice();
        await using (var host = await PortalHost.StartAsync(store))
        {
            await office.OpenAsync(host);
            var specimen = await SpecimenCase.TakenAsync(host, office);
            var next = await SpecimenCase.ArriveAsync(host, office);
            await (await LockOutAsync(office.Administrator, office.OtherLead)).SuccessAsync();
            await (await LockOutAsync(office.Deputy, office.Verifier)).SuccessAsync();
            await (await specimen.AssignAccountAsync(office.Lead, office.Verifier)).RefusedAsync(HttpStatusCode.Conflict, "lockout.reader");
            await (await next.TriageAsync(office.Lead, office.OtherLead)).RefusedAsync(HttpStatusCode.Conflict, "lockout.reader");
            await using var cases = await host.OpenCasesAsync();
            await cases.Outbox.Where(e => e.Type == "lockout/v1").ExecuteUpdateAsync(set => set.SetProperty(e => e.Type, "keyed/v1"));
        }

        await using var again = await PortalHost.StartAsync(store);
        var state = again.Services.GetRequiredService<LockdownState>();
        Assert.True(state.IsLockedOut(office.OtherLead.Id));
        Assert.True(state.IsLockedOut(office.Verifier.Id));
        Assert.False(state.Stands);
    }

    [Fact, Defends("T-36")]
    public async Task A_gate_that_was_away_is_told_when_it_is_back()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new PortalOffice();
        await using var host = await PortalHost.StartAsync(store);
        await office.OpenAsync(host);
        int port = new Uri(host.Gate.LinkSettings["GateLink:Address"]!).Port;
        await host.Gate.DisposeAsync();
        Assert.False((bool)(await (await LockOutAsync(office.Lead, office.Deputy)).SuccessAsync())["gateKnows"]!);
        Assert.Contains("The gate, or one of two, does not answer", await office.Administrator.PageAsync("/lockdown"), StringComparison.Ordinal);
        await using var gate = await GateHost.StartAsync(store.Folder, host.Time, ("urls", $"https://127.0.0.1:{port}"));
        await host.UntilAsync(() => host.GateClient.LastLocks is { Lockouts.Count: 1, Lockdowns.Count: 0 });
    }

    [Theory, BothDatabases, Defends("T-36")]
    public async Task No_act_is_saved_behind_the_lockout_of_its_signer_and_what_was_saved_before_enters_before(Database database)
    {
        using var store = await Store.CreateAsync(database, postgres);
        using var office = new PortalOffice();
        await using var host = await PortalHost.StartAsync(store);
        await office.OpenAsync(host);
        var turns = host.Services.GetRequiredService<LockoutTurns>();
        var acts = Enumerable.Range(0, 40).Select(_ => Row(office.Lead, new EntryDisputed(office.Lead.Stamp(), new Bytes32(new byte[32])))).ToList();
        var lockout = Row(office.Deputy, LockoutOf(office.Deputy, office.Lead));
        bool[] saved = await Task.WhenAll(acts.Take(20).Append(lockout).Concat(acts.Skip(20)).Select(SaveAsync));
        Assert.True(saved[20]);
        var (before, behind) = (saved.Count(one => one) - 1, saved.Count(one => !one));
        Assert.Equal(40, before + behind);
        Assert.False(await SaveAsync(Row(office.Lead, new EntryDisputed(office.Lead.Stamp(), new Bytes32(new byte[32])))));

        var log = host.Services.GetRequiredService<Sequencer>();
        long index = (await log.WaitAsync(lockout.Digest, CancellationToken.None)).Index;
        await using var cases = await host.OpenCasesAsync();
        var rows = await cases.Outbox.AsNoTracking().Where(e => e.Type == "dispute/v1").ToListAsync();
        Assert.Equal(before, rows.Count);
        Assert.All(rows, row => Assert.True(row is { Refused: false, Index: { } place } && place < index));

        async Task<bool> SaveAsync(OutboxEntry row)
        {
            await Task.Yield();
            await using var unit = await host.OpenCasesAsync();
            unit.Outbox.Add(row);
            return await turns.TrySaveAsync(unit, row.Digest, CancellationToken.None);
        }
    }

    [Fact, Defends("T-36")]
    public async Task A_link_from_someone_who_is_locked_out_by_now_makes_nobody_a_member()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var host = await PortalHost.StartAsync(store);
        using var office = new PortalOffice();
        await office.OpenAsync(host);
        await using var scope = host.Services.CreateAsyncScope();
        var (token, _) = await scope.ServiceProvider.GetRequiredService<Inviting>().InviteAsync(null, new HashSet<Role> { Role.Administrator }, office.Administrator.Id, CancellationToken.None);
        using var invited = await Newcomer.ByLinkAsync(host, $"#{token!.Text}");
        await invited.TakeSeedAsync("siskin");
        await Told.LogAsync(host, office.Lead, LockoutOf(office.Lead, office.Administrator));
        await (await invited.Guest.PostAsync("/enrolment/code", new { token = invited.Token, pseudonym = "siskin" })).RefusedAsync(HttpStatusCode.Gone, "invitation.over");
    }

    private static async Task SignInAsync(PortalHost host, PortalOffice office, params Person[] who)
    {
        await using var staff = await host.Services.GetRequiredService<IDbContextFactory<StaffContext>>().CreateDbContextAsync();
        foreach (var person in office.People.Intersect(who))
            await person.SignInAsync(host, await staff.Members.SingleAsync(m => m.Id == person.Id.Text));
    }

    private static OutboxEntry Row(Person person, SignedAct act) => OutboxEntry.Of(CanonicalJson.Write(person.Sign(act)));

    private static MemberLockedOut LockoutOf(Person by, Person whom) => new(by.Stamp(), LogId.Parse(whom.Id.Text), KeyOf(whom));

    private static Bytes32 KeyOf(Person person) => new(person.Key.SigningKey.Signer.ToBytes());

    private static Task<HttpResponseMessage> LockOutAsync(Person by, Person whom, string path = "/lockdown/member") =>
        by.PostAsync(path, by.Sign(LockoutOf(by, whom)));

    private static Task<HttpResponseMessage> LiftAsync(Person person, Bytes32 leaf) =>
        person.PostAsync("/lockdown/lift", person.Sign(new LiftSigned(person.Stamp(), leaf)));

    private static Bytes32 Leaf(System.Text.Json.Nodes.JsonNode answer) => Rfc6962.Leaf(Encoding.UTF8.GetBytes((string)answer["logged"]!["entry"]!));
}
