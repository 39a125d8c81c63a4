using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;
using SecureIntake.Cases.Gates;
using SecureIntake.Cases.Grants;
using SecureIntake.Gate;
using SecureIntake.Gate.Lockdowns;
using SecureIntake.Hosts.Tests.Infrastructure;
using SecureIntake.Hosts.Tests.Portal;
using SecureIntake.Portal.Gates;
using SecureIntake.Portal.Lockdowns;
using SecureIntake.Portal.Trust;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Gates;
using HeldPart = SecureIntake.Hosts.Tests.Portal.HeldPart;
using Person = SecureIntake.Hosts.Tests.Portal.Person;

namespace SecureIntake.Hosts.Tests.Gate;

/// <summary>Two gates: each gives what both hold, and what closes something closes both.</summary>
public sealed class SecondGateTests(PostgresServer postgres)
{
    [Theory, BothDatabases]
    public async Task Either_gives_what_both_hold_and_nothing_new_begins_while_one_is_away(Database database)
    {
        await using var two = await TwoGates.OpenAsync(postgres, database);
        var (host, office) = (two.Host, two.Office);
        var taken = await SpecimenCase.TakenAsync(host, office);
        var desk = await SpecimenCase.ArriveAsync(host, office);
        await (await taken.OpenAsync(office.Lead, Purpose.Read, taken.Account.Id)).SuccessAsync();

        await host.Gates[0].DisposeAsync();
        host.Time.Advance(TimeSpan.FromSeconds(1));
        await (await taken.OpenAsync(office.Lead, Purpose.Read, taken.Account.Id)).SuccessAsync();
        await (await desk.OpenAsync(office.Lead, Purpose.Triage, desk.Account.Id)).SuccessAsync();
        // What was held by both before goes on; a case of which one has given no key yet does not.
        await (await office.Lead.Client.GetAsync(taken.Path("gate.json"))).SuccessAsync();
        await using var cases = await host.OpenCasesAsync();
        string handle = desk.Handle.Text;
        await cases.GateKeys.Where(key => key.Scope == handle).ExecuteDeleteAsync();
        await (await office.Lead.Client.GetAsync(desk.Path("gate.json"))).RefusedAsync(HttpStatusCode.ServiceUnavailable, "gate.away");
        Assert.Contains("Both gates: start the one that is away", await office.Administrator.PageAsync("/members"), StringComparison.Ordinal);
        await (await office.Administrator.Client.GetAsync("/members/request.json")).RefusedAsync(HttpStatusCode.ServiceUnavailable, "gate.away");

        await host.Gates[1].DisposeAsync();
        host.Time.Advance(TimeSpan.FromSeconds(1));
        await (await taken.OpenAsync(office.Lead, Purpose.Read, taken.Account.Id)).RefusedAsync(HttpStatusCode.ServiceUnavailable, "gate.away");
    }

    [Fact]
    public async Task A_grant_that_is_held_by_one_of_them_only_is_refused()
    {
        await using var two = await TwoGates.OpenAsync(postgres);
        var (host, office) = (two.Host, two.Office);
        var specimen = await SpecimenCase.ArriveAsync(host, office);
        Assert.True(host.Gate.Publish(GateScope.Of(specimen.Case)).TryRead<GateKeyDocument>(out var key));
        byte[] held = HeldHeader.Seal(
            HeldName.Grant(new SecureIntake.Sealing.Documents.Bytes32(new byte[32])), specimen.Account.Header.ToBytes(), [key.Recipient],
            RandomNumberGenerator.Fill);
        await specimen.RefusesAsync(
            () => specimen.TriageAsync(office.Lead, office.Deputy, grants =>
            {
                grants[0]!["header"] = Convert.ToBase64String(held);
                return grants;
            }),
            HttpStatusCode.UnprocessableEntity, "grant.header");
    }

    [Theory, InlineData(0), InlineData(1), Defends("T-27")]
    public async Task What_one_of_them_shredded_the_other_is_not_asked_for(int first)
    {
        await using var two = await TwoGates.OpenAsync(postgres);
        var (host, office) = (two.Host, two.Office);
        var specimen = await SpecimenCase.TakenAsync(host, office);
        Assert.Equal(0, Shredding.Run(["shred", host.Gates[first].Folder, specimen.Case.ToString()]));
        await (await specimen.OpenAsync(office.Lead, Purpose.Read, specimen.Account.Id)).RefusedAsync(HttpStatusCode.Gone, "gate.shredded");
        Assert.Equal(0, Shredding.Run(["shred", host.Gates[1 - first].Folder, specimen.Case.ToString()]));
        await host.Gates[0].DisposeAsync();
        host.Time.Advance(TimeSpan.FromSeconds(1));
        await (await specimen.OpenAsync(office.Lead, Purpose.Read, specimen.Account.Id)).RefusedAsync(HttpStatusCode.Gone, "gate.shredded");
    }

    [Fact, Defends("T-29")]
    public async Task A_lockdown_closes_both_also_the_one_that_was_away_and_a_lift_opens_both()
    {
        await using var two = await TwoGates.OpenAsync(postgres);
        var (host, office) = (two.Host, two.Office);
        var specimen = await SpecimenCase.TakenAsync(host, office);
        var asking = await Asking.LogAsync(host, specimen, office.Deputy, Purpose.Read, specimen.Account);
        await host.Gates[1].DisposeAsync();
        var declared = await (await DeclareAsync(office.Lead)).SuccessAsync();
        Assert.False((bool)declared["gateKnows"]!);
        Assert.True(LocksOf(host.Gates[0]).Stand);

        await using var back = await two.StartSecondAsync();
        await host.UntilAsync(() => LocksOf(back).Stand);
        foreach (var line in host.Services.GetRequiredService<GateClients>().All)
            Assert.Equal(GateRefusal.Locked, await asking.RefusalAsync(through: line));

        await office.SignInAsync(host);
        var leaf = Rfc6962.Leaf(Encoding.UTF8.GetBytes((string)declared["logged"]!["entry"]!));
        foreach (var lifter in new[] { office.Lead, office.Auditor })
            await (await lifter.PostAsync("/lockdown/lift", lifter.Sign(new LiftSigned(lifter.Stamp(), leaf)))).SuccessAsync();
        await host.UntilAsync(() => !LocksOf(host.Gates[0]).Stand && !LocksOf(back).Stand);
        Assert.False(host.Services.GetRequiredService<LockdownState>().Stands);
    }

    [Theory, InlineData(0), InlineData(1), Defends("T-27")]
    public async Task What_one_of_them_shredded_the_other_does_not_open_though_that_one_is_unplugged_then(int shredded)
    {
        await using var two = await TwoGates.OpenAsync(postgres);
        var (host, office) = (two.Host, two.Office);
        var specimen = await SpecimenCase.TakenAsync(host, office);
        Assert.Equal(0, Shredding.Run(["shred", host.Gates[shredded].Folder, specimen.Case.ToString()]));
        await host.Services.GetRequiredService<Erasing>().EraseAsync(CancellationToken.None);
        await host.Gates[shredded].DisposeAsync();
        await (await specimen.OpenAsync(office.Lead, Purpose.Read, specimen.Account.Id)).RefusedAsync(HttpStatusCode.Gone, "gate.shredded");
    }

    [Theory, InlineData(0), InlineData(1), Defends("T-29")]
    public async Task A_lock_by_hand_at_one_is_not_passed_by_at_the_other(int locked)
    {
        await using var two = await TwoGates.OpenAsync(postgres);
        var (host, office) = (two.Host, two.Office);
        var specimen = await SpecimenCase.TakenAsync(host, office);
        Assert.Equal(0, LockingByHand.Run(["lock", host.Gates[locked].Folder]));
        await (await specimen.OpenAsync(office.Lead, Purpose.Read, specimen.Account.Id)).RefusedAsync(HttpStatusCode.Locked, "gate.locked");
        // Nor where it is unplugged then.
        await host.Gates[locked].DisposeAsync();
        host.Time.Advance(TimeSpan.FromSeconds(1));
        await (await specimen.OpenAsync(office.Lead, Purpose.Read, specimen.Account.Id)).RefusedAsync(HttpStatusCode.Locked, "gate.locked");
    }

    [Fact, Defends("T-27")]
    public async Task Source_and_shares_go_over_to_the_cases_keys_of_both_when_both_know_that_it_was_taken()
    {
        await using var two = await TwoGates.OpenAsync(postgres);
        var (host, office) = (two.Host, two.Office);
        var specimen = await SpecimenCase.ArriveAsync(host, office);
        var onDesk = await Asking.DeskHeadersOfAsync(host, specimen, specimen.Account);
        await host.Gates[1].DisposeAsync();
        await (await specimen.TriageAsync(office.Lead, office.Deputy)).SuccessAsync();
        Assert.False(await IsMovedAsync(host, specimen));

        await using var back = await two.StartSecondAsync();
        await host.UntilAsync(() => IsMovedAsync(host, specimen).GetAwaiter().GetResult());
        foreach (var (part, held) in await CustodyAsync(host, specimen))
        {
            foreach (var gate in new[] { host.Gates[0], back })
            {
                Assert.Equal(part.Header.ToBytes(), gate.Open(held, specimen.NameOf(part), GateScope.Of(specimen.Case)));
                Assert.Null(gate.Open(held, specimen.NameOf(part), GateScope.Of(specimen.Week)));
            }
        }

        // The desk is closed at both.
        foreach (var line in host.Services.GetRequiredService<GateClients>().All)
        {
            var desk = await Asking.LogAsync(host, specimen, office.OtherLead, Purpose.Triage, specimen.Account);
            Assert.Equal(GateRefusal.DeskClosed, await desk.RefusalAsync(message => message with { Desk = onDesk }, through: line));
        }
    }

    [Fact]
    public async Task A_second_gate_that_comes_later_holds_what_comes_after_it_and_with_a_copy_of_the_keys_what_was_before()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new PortalOffice();
        SpecimenCase before;
        await using (var host = await PortalHost.StartAsync(store))
        {
            await office.OpenAsync(host);
            before = await SpecimenCase.TakenAsync(host, office);
        }

        string second = Path.Combine(store.Folder, "gate-2");
        await using var both = await PortalHost.StartWithTwoGatesAsync(store);
        await office.SignInAsync(both);
        // Not listed yet: it is asked for nothing that is new.
        Assert.Contains("a gate waits for the root", await office.Administrator.PageAsync("/members"), StringComparison.Ordinal);
        await SpecimenCase.TakenAsync(both, office);
        await office.PublishAgainAsync(both);
        var after = await SpecimenCase.TakenAsync(both, office);
        await (await before.OpenAsync(office.Lead, Purpose.Read, before.Account.Id)).SuccessAsync();

        await both.Gates[0].DisposeAsync();
        await (await after.OpenAsync(office.Lead, Purpose.Read, after.Account.Id)).SuccessAsync();
        // Only the first one holds it: to wait for that one can help.
        await (await before.OpenAsync(office.Deputy, Purpose.Read, before.Account.Id)).RefusedAsync(HttpStatusCode.ServiceUnavailable, "gate.away");
        string key = $"{before.Case}.seed";
        File.Copy(Path.Combine(both.Gates[0].Folder, "keys", key), Path.Combine(second, "keys", key));
        both.Time.Advance(TimeSpan.FromSeconds(1));
        await (await before.OpenAsync(office.Deputy, Purpose.Read, before.Account.Id)).SuccessAsync();
    }

    [Fact]
    public async Task A_gate_to_which_no_setting_leads_keeps_cases_from_being_held_by_fewer_than_the_root_lists()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new PortalOffice();
        await using (var both = await PortalHost.StartWithTwoGatesAsync(store))
            await office.OpenAsync(both);

        await using var host = await PortalHost.StartAsync(store);
        await office.SignInAsync(host);
        var world = await host.Services.GetRequiredService<CurrentWorld>().GetAsync(CancellationToken.None);
        await Assert.ThrowsAsync<GateUnlistedException>(() => host.Services.GetRequiredService<GateDoor>().KeysAsync(
            GateScope.Of(OpaqueId.Create(RandomNumberGenerator.Fill)), world!, CancellationToken.None));
    }

    [Fact, Defends("T-25")]
    public async Task Who_was_struck_is_struck_at_both_also_where_only_the_first_is_asked()
    {
        await using var two = await TwoGates.OpenAsync(postgres);
        var (host, office) = (two.Host, two.Office);
        var specimen = await SpecimenCase.TakenAsync(host, office);
        var second = host.Services.GetRequiredService<GateClients>().All[1];
        await (await Asking.LogAsync(host, specimen, office.Lead, Purpose.Read, specimen.Account)).AskAsync(through: second);
        var asking = await Asking.LogAsync(host, specimen, office.Deputy, Purpose.Read, specimen.Account);
        await office.PublishAgainAsync(host, without: office.Deputy);
        await host.Services.GetRequiredService<LockdownHerald>().TellAsync(ask: true, CancellationToken.None);
        // As a portal that was taken over would ask: it shows nothing newer than it must.
        Assert.NotNull(host.Gates[1].Services.GetRequiredService<SecureIntake.Gate.Trust.HeldTrust>().Current);
        Assert.Null(host.Gates[1].Services.GetRequiredService<SecureIntake.Gate.Trust.HeldTrust>().Current!.Find(office.Deputy.Opaque));
        Assert.Equal(GateRefusal.StatementSigner, await asking.RefusalAsync(through: second));
    }

    [Fact]
    public async Task A_key_that_a_gate_has_lost_is_made_anew_and_nothing_new_is_held_by_the_old_one()
    {
        await using var two = await TwoGates.OpenAsync(postgres);
        var (host, office) = (two.Host, two.Office);
        var before = await SpecimenCase.TakenAsync(host, office);
        File.Delete(Path.Combine(host.Gates[0].Folder, "keys", $"{before.Week}.seed"));
        await host.Services.GetRequiredService<GateWeeks>().KeepAsync(all: true, CancellationToken.None);
        var after = await SpecimenCase.ArriveAsync(host, office);
        await (await after.OpenAsync(office.Lead, Purpose.Triage, after.Account.Id)).SuccessAsync();
        foreach (var (part, held) in await CustodyAsync(host, after))
            Assert.All(host.Gates, gate => Assert.Equal(part.Header.ToBytes(), gate.Open(held, after.NameOf(part), GateScope.Of(after.Week))));
    }

    [Fact, Defends("T-27")]
    public async Task What_one_of_them_destroyed_takes_no_source_along_that_the_other_still_has()
    {
        await using var two = await TwoGates.OpenAsync(postgres);
        var (host, office) = (two.Host, two.Office);
        var specimen = await SpecimenCase.ArriveAsync(host, office);
        Assert.Equal(0, Shredding.Run(["shred", host.Gates[0].Folder, specimen.Week.ToString()]));
        await (await specimen.TriageAsync(office.Lead, office.Deputy)).SuccessAsync();
        Assert.True(await IsMovedAsync(host, specimen));
        foreach (var (part, held) in await CustodyAsync(host, specimen))
            Assert.All(host.Gates, gate => Assert.Equal(part.Header.ToBytes(), gate.Open(held, specimen.NameOf(part), GateScope.Of(specimen.Case))));
    }

    private static Locks LocksOf(GateHost gate) => gate.Services.GetRequiredService<Locks>();

    private static Task<HttpResponseMessage> DeclareAsync(Person person) => person.PostAsync("/lockdown", person.Sign(new LockdownDeclared(person.Stamp())));

    private static async Task<bool> IsMovedAsync(PortalHost host, SpecimenCase specimen)
    {
        await using var cases = await host.OpenCasesAsync();
        return await cases.Submissions.Where(s => s.Handle == specimen.Handle).Select(s => s.CustodyMoved).SingleAsync();
    }

    private static async Task<List<(HeldPart Part, byte[] Held)>> CustodyAsync(PortalHost host, SpecimenCase specimen)
    {
        await using var cases = await host.OpenCasesAsync();
        var rows = await cases.Parts.AsNoTracking().Where(p => p.Case == specimen.Handle && Holding.OfCustody.Contains(p.Compartment)).ToListAsync();
        return rows.ConvertAll(row => (specimen.Parts.Single(part => part.Id.ToString() == row.Id.Text), row.Header!));
    }
}
