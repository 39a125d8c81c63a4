using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;
using SecureIntake.Cases.Gates;
using SecureIntake.Gate;
using SecureIntake.Gate.Lockdowns;
using SecureIntake.Hosts.Tests.Infrastructure;
using SecureIntake.Hosts.Tests.Portal;
using SecureIntake.Portal.Log;
using SecureIntake.Sealing.Gates;
using Person = SecureIntake.Hosts.Tests.Portal.Person;

namespace SecureIntake.Hosts.Tests.Gate;

/// <summary>The gate under a lockdown, asked without the portal's own rules between: as a portal would that was taken over, or put back.</summary>
public sealed class LockdownTests(PostgresServer postgres)
{
    [Fact, Defends("T-29")]
    public async Task A_locked_gate_gives_nothing_even_to_an_old_copy_of_the_portals_data_and_after_a_restart()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var host = await PortalHost.StartAsync(store);
        using var office = new PortalOffice();
        await office.OpenAsync(host);
        var specimen = await SpecimenCase.TakenAsync(host, office);
        var before = await Asking.LogAsync(host, specimen, office.Lead, Purpose.Read, specimen.Account);
        var old = host.Services.GetRequiredService<Sequencer>().Tree;
        var declared = await Told.LogAsync(host, office.Administrator, new LockdownDeclared(office.Administrator.Stamp()));
        Assert.Equal([declared.Leaf], await LockAsync(host, declared));

        // A statement from before, shown by a log that does not hold the lockdown.
        Assert.Equal(GateRefusal.Locked, await before.RefusalAsync(tree: old));
        var after = await Asking.LogAsync(host, specimen, office.Deputy, Purpose.Read, specimen.Account);
        Assert.Equal(GateRefusal.Locked, await after.RefusalAsync());
        Assert.True(new Locks(Options.Create(new GateOptions { Folder = host.Gate.Folder })).Stand);

        // Keys to hold new testimony by are published all the same.
        await host.GateClient.KeyAsync(SecureIntake.Sealing.Documents.GateScope.Of(specimen.Case), CancellationToken.None);
    }

    [Fact, Defends("T-29")]
    public async Task It_opens_with_a_lead_and_an_administrator_or_auditor_and_with_nothing_less()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var host = await PortalHost.StartAsync(store);
        using var office = new PortalOffice();
        await office.OpenAsync(host);
        var specimen = await SpecimenCase.TakenAsync(host, office);
        var asking = await Asking.LogAsync(host, specimen, office.Lead, Purpose.Read, specimen.Account);
        var declared = await Told.LogAsync(host, office.Lead, new LockdownDeclared(office.Lead.Stamp()));
        var lift = await LiftOfAsync(office.Lead);
        Assert.Equal(GateRefusal.LockdownUnknown, await RefusalAsync(LiftAsync(host, lift)));
        await LockAsync(host, declared);

        foreach (var lead in new[] { lift, lift, await LiftOfAsync(office.Deputy) })
            Assert.Single(await LiftAsync(host, lead));
        // A verifier has no say.
        Assert.Equal(GateRefusal.StatementOther, await RefusalAsync(LiftAsync(host, await LiftOfAsync(office.Verifier))));
        Assert.Equal(GateRefusal.Locked, await asking.RefusalAsync());
        Assert.Empty(await LiftAsync(host, await LiftOfAsync(office.Auditor)));
        await asking.AskAsync();
        // The same lockdown does not close it again.
        Assert.Empty(await LockAsync(host, declared));

        Task<Told> LiftOfAsync(Person person) => Told.LogAsync(host, person, new LiftSigned(person.Stamp(), declared.Leaf));
    }

    [Fact, Defends("T-29")]
    public async Task A_lift_by_someone_who_was_struck_does_not_count_neither_before_nor_after()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var host = await PortalHost.StartAsync(store);
        using var office = new PortalOffice();
        await office.OpenAsync(host);
        var declared = await Told.LogAsync(host, office.Administrator, new LockdownDeclared(office.Administrator.Stamp()));
        await LockAsync(host, declared);
        var early = await Told.LogAsync(host, office.Lead, new LiftSigned(office.Lead.Stamp(), declared.Leaf));
        await LiftAsync(host, early);
        await office.PublishAgainAsync(host, without: office.Lead);
        var other = await Told.LogAsync(host, office.Auditor, new LiftSigned(office.Auditor.Stamp(), declared.Leaf));
        Assert.Single(await LiftAsync(host, other));
        Assert.Equal(GateRefusal.StatementSigner, await RefusalAsync(LiftAsync(host, early)));
        var second = await Told.LogAsync(host, office.Deputy, new LiftSigned(office.Deputy.Stamp(), declared.Leaf));
        Assert.Empty(await LiftAsync(host, second));
    }

    [Fact, Defends("T-29")]
    public async Task Only_leads_and_administrators_lock_it_and_nobody_twice_in_a_day()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var host = await PortalHost.StartAsync(store);
        using var office = new PortalOffice();
        await office.OpenAsync(host);
        foreach (var person in new[] { office.Verifier, office.Auditor })
            Assert.Equal(GateRefusal.StatementOther, await RefusalAsync(LockAsync(host, await Told.LogAsync(host, person, new LockdownDeclared(person.Stamp())))));
        var first = await Told.LogAsync(host, office.Lead, new LockdownDeclared(office.Lead.Stamp()));
        var other = await Told.LogAsync(host, office.Administrator, new LockdownDeclared(office.Administrator.Stamp()));
        await LockAsync(host, first);
        Assert.Equal(2, (await LockAsync(host, other)).Count);

        // What the log of an honest portal would never hold.
        var log = host.Services.GetRequiredService<LogOfOrganisation>();
        byte[] again = CanonicalJson.Write(office.Lead.Sign(new LockdownDeclared(office.Lead.Stamp(-TimeSpan.FromHours(1)))));
        host.Services.GetRequiredService<Sequencer>().Dispose();
        using var writer = LogWriter.Open(log.Folder, log.Signer);
        long index = writer.Append([again]);
        Assert.Equal(
            GateRefusal.LockdownAgain,
            await RefusalAsync(host.GateClient.LockAsync(() => writer.Tree, index, CancellationToken.None)));
    }

    [Fact]
    public async Task Its_operator_locks_it_by_hand_and_takes_that_lock_alone_off_again()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var host = await PortalHost.StartAsync(store);
        using var office = new PortalOffice();
        await office.OpenAsync(host);
        var specimen = await SpecimenCase.TakenAsync(host, office);
        Assert.Equal(2, LockingByHand.Run(["lock", store.Folder]));
        Assert.Equal(0, LockingByHand.Run(["lock", host.Gate.Folder]));
        await (await specimen.OpenAsync(office.Lead, Purpose.Read, specimen.Account.Id)).RefusedAsync(System.Net.HttpStatusCode.Locked, "gate.locked");
        var declared = await Told.LogAsync(host, office.Deputy, new LockdownDeclared(office.Deputy.Stamp()));
        await LockAsync(host, declared);
        Assert.Equal(0, LockingByHand.Run(["unlock", host.Gate.Folder]));
        var locks = await host.GateClient.LocksAsync(CancellationToken.None);
        Assert.False(locks.ByHand);
        Assert.Single(locks.Lockdowns);
    }

    private static async Task<List<Audit.Bytes32>> LockAsync(PortalHost host, Told told) => Told.Leaves((await told.LockAsync(host)).Lockdowns);

    private static async Task<List<Audit.Bytes32>> LiftAsync(PortalHost host, Told told) => Told.Leaves((await told.LiftAsync(host)).Lockdowns);

    private static async Task<GateRefusal> RefusalAsync(Task asked) => (await Assert.ThrowsAsync<GateRefusedException>(() => asked)).Why;
}
