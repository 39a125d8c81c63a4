using System.Net;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;
using SecureIntake.Audit.Verification;
using SecureIntake.Cases;
using SecureIntake.Cases.Auditing;
using SecureIntake.Cases.Staff;
using SecureIntake.Hosts.Tests.Infrastructure;
using SecureIntake.Opening;
using SecureIntake.Portal.Log;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Documents;
using DirectoryMember = SecureIntake.Sealing.Documents.Member;
using Role = SecureIntake.Sealing.Documents.Role;

namespace SecureIntake.Hosts.Tests.Portal;

/// <summary>Acts that wait while the root signs anew: whatever the log holds afterwards, it verifies offline.</summary>
public sealed class AdmissionTests(PostgresServer postgres)
{
    private const int Many = 20;

    [Theory, BothDatabases, Defends("T-16")]
    public async Task What_waits_while_the_root_signs_anew_enters_around_it_and_the_log_verifies_offline(Database database)
    {
        using var store = await Store.CreateAsync(database, postgres);
        using var world = new TwoWorlds();
        string log;
        await using (var host = await PortalHost.StartAsync(store))
        {
            await world.RecordAsync(host, world.Before);
            log = host.Services.GetRequiredService<LogOfOrganisation>().Key.ToString();
        }

        // All of it waits when the portal comes back, in no order: acts of the lead who was, of the lead who is, and the root's documents between.
        var waiting = Enumerable.Range(0, Many).Select(_ => TwoWorlds.Act(world.Before)).Concat(world.Documents(world.After, log))
            .Concat(Enumerable.Range(0, Many).Select(_ => TwoWorlds.Act(world.After))).ToList();
        using (var bare = await store.StartCasesAsync())
        {
            await using var cases = await bare.Services.GetRequiredService<IDbContextFactory<CasesContext>>().CreateDbContextAsync();
            cases.Outbox.AddRange(waiting);
            await cases.SaveChangesAsync();
            await bare.StopAsync();
        }

        await using var again = await PortalHost.StartAsync(store);
        foreach (var entry in waiting)
            await again.Services.GetRequiredService<Sequencer>().WaitAsync(entry.Digest, CancellationToken.None);
        await world.VerifiesAsync(again);
    }

    [Theory, BothDatabases, Defends("T-15")]
    public async Task What_someone_signed_who_was_struck_meanwhile_never_enters(Database database)
    {
        using var store = await Store.CreateAsync(database, postgres);
        using var world = new TwoWorlds();
        await using var host = await PortalHost.StartAsync(store);
        await world.RecordAsync(host, world.Before);
        await world.RecordAsync(host, world.After);
        var sequencer = host.Services.GetRequiredService<Sequencer>();
        var (late, good) = (TwoWorlds.Act(world.Before), TwoWorlds.Act(world.After));
        await using (var cases = await host.OpenCasesAsync())
        {
            cases.Outbox.AddRange(late, good);
            await cases.SaveChangesAsync();
        }

        await sequencer.WaitAsync(good.Digest, CancellationToken.None);
        await Assert.ThrowsAsync<EntryRefusedException>(() => sequencer.WaitAsync(late.Digest, CancellationToken.None));
        await using var read = await host.OpenCasesAsync();
        Assert.Null((await read.Outbox.SingleAsync(e => e.Digest == late.Digest)).Index);
        await world.VerifiesAsync(host);
    }

    [Fact, Defends("T-15")]
    public async Task Who_may_sign_is_read_from_the_log_whatever_the_table_says_of_it()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var world = new TwoWorlds();
        await using (var host = await PortalHost.StartAsync(store))
        {
            await world.RecordAsync(host, world.Before);
            await world.RecordAsync(host, world.After);
            await using var cases = await host.OpenCasesAsync();
            var newest = await cases.Outbox.OrderByDescending(e => e.Index).Take(2).Select(e => e.Digest).ToListAsync();
            foreach (byte[] digest in newest)
                await cases.Outbox.Where(e => e.Digest == digest).ExecuteUpdateAsync(row => row.SetProperty(e => e.Type, "receipt/v1"));
        }

        await using var again = await PortalHost.StartAsync(store);
        var late = TwoWorlds.Act(world.Before);
        await using (var cases = await again.OpenCasesAsync())
        {
            cases.Outbox.Add(late);
            await cases.SaveChangesAsync();
        }

        await Assert.ThrowsAsync<EntryRefusedException>(() => again.Services.GetRequiredService<Sequencer>().WaitAsync(late.Digest, CancellationToken.None));
        await world.VerifiesAsync(again);
    }

    [Theory, BothDatabases, Defends("T-15")]
    public async Task A_step_that_was_checked_under_the_roster_before_is_not_saved(Database database)
    {
        using var store = await Store.CreateAsync(database, postgres);
        using var world = new TwoWorlds();
        using var bare = await store.StartCasesAsync();
        var contexts = bare.Services.GetRequiredService<IDbContextFactory<CasesContext>>();
        await using (var publishing = await contexts.CreateDbContextAsync())
        {
            publishing.Publications.Add(new Publication { Kind = RosterDocument.Kind, Document = "before" });
            await publishing.SaveChangesAsync();
        }

        await using (var step = await contexts.CreateDbContextAsync())
        {
            step.Outbox.Add(TwoWorlds.Act(world.Before));
            step.HoldTo("before");
            await step.SaveChangesAsync();
        }

        await using (var step = await contexts.CreateDbContextAsync())
        {
            step.Outbox.Add(TwoWorlds.Act(world.Before));
            step.HoldTo("before");
            await using (var publishing = await contexts.CreateDbContextAsync())
            {
                (await publishing.Publications.SingleAsync()).Document = "after";
                await publishing.SaveChangesAsync();
            }

            var failure = await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => step.SaveChangesAsync());
            Assert.IsType<Publication>(Assert.Single(failure.Entries).Entity);
        }

        await using var read = await contexts.CreateDbContextAsync();
        Assert.Equal((1, "after"), (await read.Outbox.CountAsync(), (await read.Publications.SingleAsync()).Document));
        await bare.StopAsync();
    }

    [Fact]
    public async Task The_member_is_told_that_the_root_signed_anew_and_nothing_was_done()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var host = await PortalHost.StartAsync(store);
        using var office = new PortalOffice();
        await office.OpenAsync(host);
        var specimen = await SpecimenCase.ArriveAsync(host, office);
        await using (var cases = await host.OpenCasesAsync())
        {
            // In force, and this portal's memory does not know it yet.
            (await cases.Publications.SingleAsync(p => p.Kind == RosterDocument.Kind)).Document += " ";
            await cases.SaveChangesAsync();
        }

        await specimen.RefusesAsync(() => specimen.TriageAsync(office.Lead, office.Deputy), HttpStatusCode.Conflict, "trust.changed");
    }

    /// <summary>A root that lists one lead, and later another in their place.</summary>
    private sealed class TwoWorlds : IDisposable
    {
        private readonly SigningKey _root = SigningKey.Create(RandomNumberGenerator.Fill);

        public StaffKey Before { get; } = StaffKey.Create(RandomNumberGenerator.Fill);

        public StaffKey After { get; } = StaffKey.Create(RandomNumberGenerator.Fill);

        /// <summary>An act that only a lead may sign.</summary>
        public static OutboxEntry Act(StaffKey lead)
        {
            var stamp = new Stamp(PortalHost.Noon, LogId.Parse(IdOf(lead).ToString()), new Nonce(RandomNumberGenerator.GetBytes(Nonce.Length)));
            var act = new CaseAssigned(stamp, LogId.Parse(new string('c', 32)), LogId.Parse(new string('d', 32)), [new Audit.Bytes32(RandomNumberGenerator.GetBytes(32))]);
            var key = lead.SigningKey;
            return OutboxEntry.Of(Entry.WithSignature(act, new Audit.Bytes32(key.Signer.ToBytes()), key.Sign(Entry.ToSign(act))).Bytes.ToArray());
        }

        /// <summary>The entries of policy and roster that list one lead, for the log of this portal.</summary>
        public IReadOnlyList<OutboxEntry> Documents(StaffKey lead, string log)
        {
            var day = DateOnly.FromDateTime(PortalHost.Noon.UtcDateTime);
            var member = new DirectoryMember(IdOf(lead), [Role.Lead], lead.Identity.Recipient, lead.SigningKey.Signer);
            var publication = new SigningRequest(
                [member], [], [], log, [new Custodian(1, Before.Identity.Recipient), new Custodian(2, After.Identity.Recipient)], 2, 1, "http://intake.localhost")
                .ToPublication(Root.Of(1, [_root.Signer]), new Bytes32(RandomNumberGenerator.GetBytes(32)), day, day.AddDays(90), PolicyDocument.NoWitnesses)!.Map(_root.Sign);
            return [.. new[] { publication.Policy, publication.Roster }
                .Select(document => OutboxEntry.Of(Entry.Record(new DocumentPublished(document.ForLog())).Bytes.ToArray()))];
        }

        public async Task RecordAsync(PortalHost host, StaffKey lead) =>
            await EnterAsync(host, Documents(lead, host.Services.GetRequiredService<LogOfOrganisation>().Key.ToString()));

        public async Task VerifiesAsync(PortalHost host)
        {
            var folder = new LogFolder(Path.Combine(host.StorageFolder, "log"));
            var authority = new Authority(Root.Of(1, [_root.Signer]).Fingerprint, log: null);
            Assert.IsType<Verdict.Verified>(await new LogVerifier(folder, authority).VerifyAsync(CancellationToken.None));
        }

        public void Dispose()
        {
            _root.Dispose();
            Before.Dispose();
            After.Dispose();
        }

        private static async Task EnterAsync(PortalHost host, IReadOnlyList<OutboxEntry> entries)
        {
            await using (var cases = await host.OpenCasesAsync())
            {
                cases.Outbox.AddRange(entries);
                await cases.SaveChangesAsync();
            }

            foreach (var entry in entries)
                await host.Services.GetRequiredService<Sequencer>().WaitAsync(entry.Digest, CancellationToken.None);
        }

        private static OpaqueId IdOf(StaffKey lead) => OpaqueId.FromBytes(SHA256.HashData(lead.SigningKey.Signer.ToBytes()).AsSpan(0, OpaqueId.Size));
    }
}
