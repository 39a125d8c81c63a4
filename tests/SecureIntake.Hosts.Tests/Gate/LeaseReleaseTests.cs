using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SecureIntake.Audit.Events;
using SecureIntake.Cases.Gates;
using SecureIntake.Hosts.Tests.Infrastructure;
using SecureIntake.Hosts.Tests.Portal;
using SecureIntake.Opening;
using SecureIntake.Portal.Log;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Gates;
using Person = SecureIntake.Hosts.Tests.Portal.Person;
using SignedDocument = SecureIntake.Sealing.Documents.SignedDocument;

namespace SecureIntake.Hosts.Tests.Gate;

/// <summary>What a bench is given, and what not, asked without the worker's own checks between.</summary>
public sealed class LeaseReleaseTests(PostgresServer postgres)
{
    [Defends("T-25")]
    [Fact]
    public async Task A_bench_gets_what_a_logged_lease_lends_it_and_nothing_else()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var host = await PortalHost.StartAsync(store);
        using var office = new PortalOffice();
        await office.OpenAsync(host);
        var mine = await LeasedAsync(host, office);
        var other = await LeasedAsync(host, office);
        Assert.Single((await mine.AskAsync()).Headers);
        // The key of a run lives in one process: asking again gains nothing, and a worker that stumbled may.
        Assert.Single((await mine.AskAsync()).Headers);

        Assert.Equal(GateRefusal.LeaseRefused, await mine.RefusalAsync(message => message with { Lease = other.Lease }));
        Assert.Equal(GateRefusal.LeaseRefused, await mine.RefusalAsync(message => message with { Bench = other.Bench }));
        Assert.True(mine.Bench.TryRead<BenchDocument>(out var body));
        using var thief = HybridIdentity.Create(System.Security.Cryptography.RandomNumberGenerator.Fill);
        var exchanged = office.Lead.Key.SigningKey.Sign(SignedDocument.Unsigned(body with { Recipient = thief.Recipient }));
        Assert.Equal(GateRefusal.LeaseRefused, await mine.RefusalAsync(message => message with { Bench = exchanged }));
        Assert.Equal(GateRefusal.GrantRefused, await mine.RefusalAsync(message => message with { Granted = other.Granted }));
        Assert.Equal(
            GateRefusal.HeldForeign, await mine.RefusalAsync(message => message with { Granted = [mine.Granted[0] with { Held = other.Granted[0].Held }] }));
        Assert.Equal(GateRefusal.Malformed, await mine.RefusalAsync(message => message with { Entry = "{}" }));
        // A header of the case's readers, who have a grant of their own.
        var readers = await Asking.GrantedAsync(host, mine.Specimen, office.Lead, mine.Specimen.Evidence);
        Assert.Equal(GateRefusal.GrantRefused, await mine.RefusalAsync(message => message with { Granted = readers }));
        host.Time.Advance(TimeSpan.FromHours(13));
        Assert.Equal(GateRefusal.LeaseRefused, await mine.RefusalAsync());
    }

    [Defends("T-36")]
    [Fact]
    public async Task A_bench_gets_nothing_by_the_lease_of_a_lead_who_is_locked_out()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var host = await PortalHost.StartAsync(store);
        using var office = new PortalOffice();
        await office.OpenAsync(host);
        var leased = await LeasedAsync(host, office);
        Assert.Single((await leased.AskAsync()).Headers);
        var lead = new Audit.Bytes32(office.Lead.Key.SigningKey.Signer.ToBytes());
        var told = await Told.LogAsync(host, office.Deputy, new MemberLockedOut(office.Deputy.Stamp(), LogId.Parse(office.Lead.Id.Text), lead));
        await told.LockAsync(host);
        Assert.Equal(GateRefusal.LockedOut, await leased.RefusalAsync());
    }

    private static async Task<Leased> LeasedAsync(PortalHost host, PortalOffice office)
    {
        var specimen = await SpecimenCase.TakenAsync(host, office);
        var bench = await specimen.StartBenchAsync();
        Person[] readers = [office.Lead, office.Deputy];
        await (await specimen.LeaseAsync(office.Lead, bench, readers)).SuccessAsync();
        await using var cases = await host.OpenCasesAsync();
        var lease = await cases.Leases.SingleAsync(l => l.Case == specimen.Handle);
        long index = (await cases.Outbox.SingleAsync(e => e.Digest == lease.Entry)).Index!.Value;
        string run = bench.Run.ToString();
        var grants = await cases.Grants.Where(g => g.Grantee == run).ToListAsync();
        return new Leased(
            host, specimen, index, Parse(lease.Document), Parse((await cases.BenchRuns.ToListAsync()).Single(b => b.Run.Text == run).Document),
            [.. grants.Select(grant => new GrantedHeader(Parse(grant.Document), grant.Header))]);
    }

    private static SignedDocument Parse(string json)
    {
        Assert.True(SignedDocument.TryParse(Encoding.UTF8.GetBytes(json), out var document));
        return document;
    }

    private sealed record Leased(
        PortalHost Host, SpecimenCase Specimen, long Index, SignedDocument Lease, SignedDocument Bench, GrantedHeader[] Granted)
    {
        public Task<GateAnswer> AskAsync(Func<GateLease, GateLease>? change = null) => Host.GateClient.LeaseAsync(
            () => Host.Services.GetRequiredService<Sequencer>().Tree, Index,
            (entry, proof) =>
            {
                var message = new GateLease(entry, proof, Lease, Bench, Granted);
                return change?.Invoke(message) ?? message;
            },
            CancellationToken.None);

        public async Task<GateRefusal> RefusalAsync(Func<GateLease, GateLease>? change = null) =>
            (await Assert.ThrowsAsync<GateRefusedException>(() => AskAsync(change))).Why;
    }
}
