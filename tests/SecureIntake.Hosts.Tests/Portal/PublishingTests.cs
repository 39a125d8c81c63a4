using System.Data.Common;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SecureIntake.Audit.Events;
using SecureIntake.Cases;
using SecureIntake.Hosts.Tests.Infrastructure;
using SecureIntake.Opening;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Gates;
using SecureIntake.Portal.Lockdowns;
using SecureIntake.Portal.Log;
using SecureIntake.Portal.Membership;
using SecureIntake.Portal.Staff;
using SecureIntake.Portal.Trust;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Documents;

namespace SecureIntake.Hosts.Tests.Portal;

/// <summary>What is in force and what the log holds are the same: nothing comes into force that the log would refuse, and nothing comes back.</summary>
public sealed class PublishingTests(PostgresServer postgres)
{
    [Fact]
    public async Task What_the_log_would_refuse_does_not_come_into_force()
    {
        await using var office = await Staffed.OpenAsync(postgres);
        await office.PublishAsync();
        RootPublication[] unfit =
        [
            await SignAsync(request => request with { Benches = [.. Enumerable.Range(0, 257).Select(_ => Bench())] }),
            await SignAsync(request => request with { Address = "http://" + new string('a', 1100) }),
            // Longer than an entry can be.
            await SignAsync(request => request with { Address = new string('"', 40_000) }),
            await SignAsync(witnesses: "witness one witness.example\nquorum one\n"),
        ];
        foreach (var publication in unfit)
            await RefusedAsync(office, publication);
        await office.PublishAsync();

        Task<RootPublication> SignAsync(Func<SigningRequest, SigningRequest>? change = null, string witnesses = PolicyDocument.NoWitnesses) =>
            office.Root.SignAsync(office.Host, office.Administrator.Guest, change, witnesses: witnesses);
    }

    [Fact]
    public async Task A_root_that_is_pinned_over_a_log_of_another_does_not_come_into_force()
    {
        await using var office = await Staffed.OpenAsync(postgres);
        await office.PublishAsync();
        using var other = new RootCeremony();
        await other.PinAsync(office.Host);
        await RefusedAsync(office, await other.SignAsync(office.Host, office.Administrator.Guest));
    }

    [Theory, BothDatabases, Defends("T-17")]
    public async Task One_that_was_replaced_between_check_and_save_does_not_come_back(Database database)
    {
        await using var office = await Staffed.OpenAsync(postgres, database);
        var first = await office.Root.SignAsync(office.Host, office.Administrator.Guest);
        var second = await office.Root.SignAsync(office.Host, office.Administrator.Guest);
        (await RootCeremony.PublishAsync(office.Administrator.Guest, first)).EnsureSuccessStatusCode();
        await SecondWinsAsync(office, first, second);
    }

    [Theory, BothDatabases]
    public async Task Of_two_first_ones_in_one_moment_one_is_in_force_and_the_other_is_told(Database database)
    {
        await using var office = await Staffed.OpenAsync(postgres, database);
        var first = await office.Root.SignAsync(office.Host, office.Administrator.Guest);
        var second = await office.Root.SignAsync(office.Host, office.Administrator.Guest);
        await SecondWinsAsync(office, first, second);
    }

    [Fact]
    public async Task What_was_read_before_a_publication_is_not_remembered_after_it()
    {
        await using var office = await Staffed.OpenAsync(postgres);
        await office.PublishAsync();
        var next = await office.Root.SignAsync(office.Host, office.Administrator.Guest);
        CurrentWorld? current = null;
        var time = new InterruptedTime(() =>
        {
            using var cases = office.Host.Services.GetRequiredService<IDbContextFactory<CasesContext>>().CreateDbContext();
            foreach (var document in new[] { next.Policy, next.Directory, next.Roster })
                cases.Publications.Single(p => p.Kind == document.Kind).Document = Encoding.UTF8.GetString(document.ToJson());
            cases.SaveChanges();
            current!.Forget();
        });
        using var world = current = new CurrentWorld(
            office.Host.Services.GetRequiredService<IDbContextFactory<CasesContext>>(),
            office.Host.Services.GetRequiredService<IOptions<TrustOptions>>(), time);
        Assert.NotEqual(next.Roster.Body, (await world.GetAsync(CancellationToken.None))?.Signed.Roster.Body);
        Assert.Equal(next.Roster.Body, (await world.GetAsync(CancellationToken.None))?.Signed.Roster.Body);
    }

    private static async Task SecondWinsAsync(Staffed office, RootPublication first, RootPublication second)
    {
        var refusal = await PublishAsync(office, first, meanwhile: async () =>
            (await RootCeremony.PublishAsync(office.Administrator.Guest, second)).EnsureSuccessStatusCode());
        Assert.Equal("publication.older", refusal?.Code);
        await using var cases = await office.Host.OpenCasesAsync();
        Assert.Equal(
            Encoding.UTF8.GetString(second.Roster.ToJson()), (await cases.Publications.SingleAsync(p => p.Kind == RosterDocument.Kind)).Document);
        var newest = await cases.Outbox.Where(e => e.Type == RosterDocument.Kind && e.Index != null).OrderByDescending(e => e.Index).FirstAsync();
        Assert.True(Entry.TryParse(newest.Entry, out var entry));
        Assert.Equal(second.Roster.Body, Assert.IsType<DocumentPublished>(entry.Act).Document.Body);
        Assert.False(await cases.Outbox.AnyAsync(e => e.Index == null));
    }

    /// <summary>Publishes; something else happens when the portal asks who is enrolled, in the middle of its checks.</summary>
    private static async Task<Refusal?> PublishAsync(Staffed office, RootPublication publication, Func<Task> meanwhile)
    {
        await using var scope = office.Host.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var world = services.GetRequiredService<CurrentWorld>();
        await using var staff = new StaffContext(new DbContextOptionsBuilder<StaffContext>(services.GetRequiredService<DbContextOptions<StaffContext>>())
            .AddInterceptors(new Meanwhile(meanwhile)).Options);
        return await new Publishing(
                services.GetRequiredService<CasesContext>(), world, new Roll(staff, world, office.Host.Time),
                services.GetRequiredService<LogOfOrganisation>(), services.GetRequiredService<Sequencer>(), services.GetRequiredService<GateWeeks>(),
                services.GetRequiredService<LockdownHerald>())
            .PublishAsync(publication, CancellationToken.None);
    }

    private static async Task RefusedAsync(Staffed office, RootPublication publication)
    {
        var before = await InForceAsync(office);
        await (await RootCeremony.PublishAsync(office.Administrator.Guest, publication)).RefusedAsync(HttpStatusCode.UnprocessableEntity, "publication.unfit");
        Assert.Equal(before, await InForceAsync(office));
    }

    /// <summary>What is in force, and the number of entries.</summary>
    private static async Task<IReadOnlyList<string>> InForceAsync(Staffed office)
    {
        await using var cases = await office.Host.OpenCasesAsync();
        return [.. await cases.Publications.OrderBy(p => p.Kind).Select(p => p.Document).ToListAsync(), $"{await cases.Outbox.CountAsync()}"];
    }

    private static BenchSigner Bench()
    {
        using var key = SigningKey.Create(RandomNumberGenerator.Fill);
        return new BenchSigner(OpaqueId.Create(RandomNumberGenerator.Fill), key.Signer);
    }

    private sealed class Meanwhile(Func<Task> happens) : DbCommandInterceptor
    {
        private bool _happened;

        public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            if (!_happened)
            {
                _happened = true;
                await happens();
            }

            return result;
        }
    }

    /// <summary>Noon; something happens the first time that anyone looks at the clock.</summary>
    private sealed class InterruptedTime(Action happens) : TimeProvider
    {
        private bool _happened;

        public override DateTimeOffset GetUtcNow()
        {
            if (!_happened)
            {
                _happened = true;
                happens();
            }

            return PortalHost.Noon;
        }
    }
}
