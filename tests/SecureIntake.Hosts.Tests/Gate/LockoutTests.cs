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
using DirectoryMember = SecureIntake.Sealing.Documents.Member;
using Person = SecureIntake.Hosts.Tests.Portal.Person;

namespace SecureIntake.Hosts.Tests.Gate;

/// <summary>A member who is locked out at the gate, asked without the portal's own rules between.</summary>
public sealed class LockoutTests(PostgresServer postgres)
{
    [Fact, Defends("T-36")]
    public async Task Whoever_is_locked_out_is_given_nothing_even_by_an_old_copy_of_the_portal_and_after_a_restart()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var host = await PortalHost.StartAsync(store);
        using var office = new PortalOffice();
        await office.OpenAsync(host);
        var specimen = await SpecimenCase.TakenAsync(host, office);
        var before = await Asking.LogAsync(host, specimen, office.Lead, Purpose.Read, specimen.Account);
        var old = host.Services.GetRequiredService<Sequencer>().Tree;
        var told = await LockedOutAsync(host, office.Administrator, office.Lead);
        Assert.Equal([told.Leaf], await LockAsync(host, told));

        // A statement from before; and shown by a log that does not hold the lockout, it is of another history.
        Assert.Equal(GateRefusal.LogUnknown, await before.RefusalAsync(tree: old));
        Assert.Equal(GateRefusal.LockedOut, await before.RefusalAsync());
        var others = await Asking.LogAsync(host, specimen, office.Deputy, Purpose.Read, specimen.Account);
        await others.AskAsync();
        var again = new Locks(Options.Create(new GateOptions { Folder = host.Gate.Folder }));
        Assert.True(again.LockOut(Listed(office.Lead)));
        Assert.False(again.LockOut(Listed(office.Deputy)));
        Assert.False(again.Stand);
        // Another key of the same member is not meant.
        Assert.False(again.LockOut(Listed(office.Lead) with { Signer = office.Deputy.Key.SigningKey.Signer }));
    }

    [Fact, Defends("T-36")]
    public async Task It_ends_with_two_and_whoever_is_locked_out_is_none_of_them()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var host = await PortalHost.StartAsync(store);
        using var office = new PortalOffice();
        await office.OpenAsync(host);
        var specimen = await SpecimenCase.TakenAsync(host, office);
        var asking = await Asking.LogAsync(host, specimen, office.Lead, Purpose.Read, specimen.Account);
        var told = await LockedOutAsync(host, office.Deputy, office.Lead);
        await LockAsync(host, told);
        // A lead lifts it, and is locked out before the second does.
        await LiftAsync(host, await LiftOfAsync(office.Deputy));
        await LockAsync(host, await LockedOutAsync(host, office.Administrator, office.Deputy));
        await LiftAsync(host, await LiftOfAsync(office.Auditor));
        Assert.Equal(GateRefusal.LockedOut, await asking.RefusalAsync());
        await LiftAsync(host, await LiftOfAsync(office.OtherLead));
        await asking.AskAsync();

        Task<Told> LiftOfAsync(Person person) => Told.LogAsync(host, person, new LiftSigned(person.Stamp(), told.Leaf));
    }

    [Fact, Defends("T-36")]
    public async Task Leads_and_administrators_lock_others_out_and_everyone_themselves()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var host = await PortalHost.StartAsync(store);
        using var office = new PortalOffice();
        await office.OpenAsync(host);
        foreach (var person in new[] { office.Verifier, office.Auditor })
            Assert.Equal(GateRefusal.StatementOther, await RefusalAsync(LockAsync(host, await LockedOutAsync(host, person, office.OtherLead))));
        Assert.Single(await LockAsync(host, await LockedOutAsync(host, office.OtherVerifier, office.OtherVerifier)));
        Assert.Equal(2, (await LockAsync(host, await LockedOutAsync(host, office.Lead, office.Auditor))).Count);
        // What the log took before its signer was locked out closes the gate, whenever it is told: to close is safe.
        var early = await LockedOutAsync(host, office.Deputy, office.Verifier);
        Assert.Equal(3, (await LockAsync(host, await LockedOutAsync(host, office.Administrator, office.Deputy))).Count);
        Assert.Equal(4, (await LockAsync(host, early)).Count);
    }

    [Fact, Defends("T-36")]
    public async Task A_lift_that_counts_again_ends_what_it_lifted_here_as_in_the_log()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var host = await PortalHost.StartAsync(store);
        using var office = new PortalOffice();
        await office.OpenAsync(host);
        var everything = await Told.LogAsync(host, office.Lead, new LockdownDeclared(office.Lead.Stamp()));
        await LockAsync(host, everything);
        await LiftAsync(host, await LiftOfAsync(office.Deputy, everything));
        var lockout = await LockedOutAsync(host, office.Lead, office.Deputy);
        await LockAsync(host, lockout);
        await LiftAsync(host, await LiftOfAsync(office.Auditor, everything));
        Assert.Single(host.GateClient.LastLocks!.Lockdowns);
        await LiftAsync(host, await LiftOfAsync(office.OtherLead, lockout));
        Assert.Empty(await LiftAsync(host, await LiftOfAsync(office.Auditor, lockout)));
        Assert.Empty(host.GateClient.LastLocks!.Lockdowns);
        Assert.Empty(host.Services.GetRequiredService<Sequencer>().Lockdowns.Standing);

        Task<Told> LiftOfAsync(Person person, Told of) => Told.LogAsync(host, person, new LiftSigned(person.Stamp(), of.Leaf));
    }

    [Fact, Defends("T-36")]
    public async Task Nobody_keeps_two_others_out_or_locks_out_by_a_time_to_come_or_a_key_that_nobody_has()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var host = await PortalHost.StartAsync(store);
        using var office = new PortalOffice();
        await office.OpenAsync(host);
        await LockAsync(host, await LockedOutAsync(host, office.Lead, office.Verifier));
        // No clock lets them go on.
        host.Time.Advance(TimeSpan.FromHours(25));

        // What the log of an honest portal would never hold.
        var log = host.Services.GetRequiredService<LogOfOrganisation>();
        byte[][] entries =
        [
            Bytes(office.Lead, office.Deputy, TimeSpan.Zero), Bytes(office.Deputy, office.Lead, TimeSpan.FromHours(1)),
            CanonicalJson.Write(office.Auditor.Sign(new MemberLockedOut(office.Auditor.Stamp(), LogId.Parse(office.Auditor.Id.Text), KeyOf(office.Lead)))),
        ];
        host.Services.GetRequiredService<Sequencer>().Dispose();
        using var writer = LogWriter.Open(log.Folder, log.Signer);
        long index = writer.Append(entries);
        foreach (var why in new[] { GateRefusal.LockdownAgain, GateRefusal.StatementTime, GateRefusal.StatementOther })
            Assert.Equal(why, await RefusalAsync(host.GateClient.LockAsync(() => writer.Tree, index++, CancellationToken.None)));

        static byte[] Bytes(Person by, Person whom, TimeSpan late) =>
            CanonicalJson.Write(by.Sign(new MemberLockedOut(by.Stamp(late), LogId.Parse(whom.Id.Text), KeyOf(whom))));
    }

    [Fact]
    public async Task One_that_a_crash_left_half_made_closes_everything_until_it_is_shown_again()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var host = await PortalHost.StartAsync(store);
        using var office = new PortalOffice();
        await office.OpenAsync(host);
        var told = await LockedOutAsync(host, office.Deputy, office.Lead);
        await host.UntilAsync(() => host.GateClient.LastLocks is { Lockouts.Count: 1 });
        string folder = Path.Combine(Locks.FolderIn(host.Gate.Folder), Convert.ToHexStringLower(told.Leaf.ToArray()));
        File.Delete(Assert.Single(Directory.GetFiles(folder)));
        Assert.Single((await host.GateClient.LocksAsync(CancellationToken.None)).Lockdowns);
        // The portal tells it by itself.
        Assert.True(await host.Services.GetRequiredService<SecureIntake.Portal.Lockdowns.LockdownHerald>().TellAsync(ask: true, CancellationToken.None));
        Assert.Equal((0, 1), (host.GateClient.LastLocks!.Lockdowns.Count, host.GateClient.LastLocks.Lockouts.Count));
    }

    private static Task<Told> LockedOutAsync(PortalHost host, Person by, Person whom) =>
        Told.LogAsync(host, by, new MemberLockedOut(by.Stamp(), LogId.Parse(whom.Id.Text), KeyOf(whom)));

    private static Audit.Bytes32 KeyOf(Person person) => new(person.Key.SigningKey.Signer.ToBytes());

    private static DirectoryMember Listed(Person person) => new(person.Opaque, person.Roles, person.Key.Identity.Recipient, person.Key.SigningKey.Signer);

    private static async Task<List<Audit.Bytes32>> LockAsync(PortalHost host, Told told) => Told.Leaves((await told.LockAsync(host)).Lockouts);

    private static async Task<List<Audit.Bytes32>> LiftAsync(PortalHost host, Told told) => Told.Leaves((await told.LiftAsync(host)).Lockouts);

    private static async Task<GateRefusal> RefusalAsync(Task asked) => (await Assert.ThrowsAsync<GateRefusedException>(() => asked)).Why;
}
