using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SecureIntake.Audit;
using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;
using SecureIntake.Audit.Witnesses;
using SecureIntake.Hosts.Tests.Infrastructure;
using SecureIntake.Portal.Log;

namespace SecureIntake.Hosts.Tests.Portal;

/// <summary>The portal has its log cosigned by real witnesses over real HTTP, two of two.</summary>
public sealed class WitnessCollectorTests(PostgresServer postgres)
{
    [Fact]
    public async Task A_checkpoint_is_witnessed_when_both_witnesses_cosigned_and_who_is_behind_is_shown()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var log = WitnessHost.LogOf(store);
        await using var one = await WitnessHost.StartAsync(store, "one.example", log.Key);
        await using var two = await WitnessHost.StartAsync(store, "two.example", log.Key);
        two.IsAway = true;
        await using var host = await PortalHost.StartAsync(store, WitnessHost.Addresses(store, one, two));
        using var office = await AskForAsync(host, WitnessHost.Policy(2, one.Key, two.Key));
        var collector = host.Services.GetRequiredService<WitnessCollector>();
        var first = await RecordAsync(host);

        await host.UntilAsync(() => collector.Witnesses[0].Standing == WitnessStanding.Follows && collector.Witnesses[1].Standing == WitnessStanding.Away);
        await host.UntilAsync(() => collector.Behind(collector.Witnesses[0]) == 0);
        Assert.Null(collector.Witnessed);
        Assert.True(collector.Behind(collector.Witnesses[1]) > 0);

        two.IsAway = false;
        var waiting = collector.WaitAsync(first.Index, CancellationToken.None);
        await host.UntilAsync(() => waiting.IsCompleted && collector.Behind(collector.Witnesses[1]) == 0);
        var witnessed = collector.Witnessed!;
        Assert.True(witnessed.Prove(first.Index).Verify(log.Key, collector.Policy, System.Text.Encoding.UTF8.GetBytes(first.Entry)));
        await waiting;
        Assert.Equal(first.Entry, System.Text.Encoding.UTF8.GetString(witnessed.ReadEntry(first.Index).Span));

        // What anyone is served carries both lines.
        await host.UntilAsync(() => collector.Policy.IsWitnessed(new LogFolder(Path.Combine(store.Folder, "log")).ReadCheckpoint()));

        // The log goes on, and both follow.
        var next = await RecordAsync(host);
        waiting = collector.WaitAsync(next.Index, CancellationToken.None);
        await host.UntilAsync(() => waiting.IsCompleted);
        Assert.True(collector.Witnessed!.Size > next.Index);
    }

    [Fact, Defends("T-14")]
    public async Task A_witness_that_saw_more_or_other_than_there_is_raises_the_alarm()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var log = WitnessHost.LogOf(store);
        await using var one = await WitnessHost.StartAsync(store, "one.example", log.Key);
        await using var two = await WitnessHost.StartAsync(store, "two.example", log.Key);
        using (var fork = LogWriter.Open(Path.Combine(store.Folder, "fork"), log))
        {
            // Two sees another history of one entry, one sees one that is longer than ours will be.
            fork.Append([[1]]);
            Assert.Equal(200, two.Ask(fork.Tree));
            fork.Append([.. Enumerable.Range(0, 50).Select(i => new[] { (byte)i })]);
            Assert.Equal(200, one.Ask(fork.Tree));
        }

        await using var host = await PortalHost.StartAsync(store, WitnessHost.Addresses(store, one, two));
        using var office = await AskForAsync(host, WitnessHost.Policy(2, one.Key, two.Key));
        var collector = host.Services.GetRequiredService<WitnessCollector>();
        await RecordAsync(host);
        await RecordAsync(host);
        await host.UntilAsync(() => collector.Witnesses[0].Standing == WitnessStanding.Ahead && collector.Witnesses[1].Standing == WitnessStanding.Contradicts);
        Assert.Null(collector.Witnessed);
        Assert.Contains(host.Lines.All, line => line.Contains("one.example saw another log", StringComparison.Ordinal));
        Assert.Contains(host.Lines.All, line => line.Contains("two.example saw another log", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_witnesses_the_newest_state_counts()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var host = await PortalHost.StartAsync(store);
        var logged = await RecordAsync(host);
        var collector = host.Services.GetRequiredService<WitnessCollector>();
        Assert.Empty(collector.Witnesses);
        Assert.True(collector.Witnessed!.Size > logged.Index);
    }

    [Fact]
    public async Task A_failure_while_a_witness_is_asked_is_told_and_stops_neither_the_portal_nor_the_asking()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var log = WitnessHost.LogOf(store);
        await using var one = await WitnessHost.StartAsync(store, "one.example", log.Key);
        await using var two = await WitnessHost.StartAsync(store, "two.example", log.Key);
        await using var host = await PortalHost.StartAsync(store, WitnessHost.Addresses(store, one, two));
        using var office = await AskForAsync(host, WitnessHost.Policy(2, one.Key, two.Key));
        var collector = host.Services.GetRequiredService<WitnessCollector>();
        await RecordAsync(host);
        await host.UntilAsync(() => collector.Behind(collector.Witnesses[0]) == 0);
        one.IsAway = true;
        await RecordAsync(host);
        await host.UntilAsync(() => collector.Witnesses[0].Standing == WitnessStanding.Away);

        // What proves to it that the log only grew is gone.
        string tiles = Path.Combine(store.Folder, "log", "tile", "0");
        Directory.Move(tiles, tiles + "-away");
        one.IsAway = false;
        await host.UntilAsync(() => host.Lines.All.Any(line => line.Contains("one.example could not be asked (LogDamagedException)", StringComparison.Ordinal)));

        Directory.Move(tiles + "-away", tiles);
        await host.UntilAsync(() => collector.Behind(collector.Witnesses[0]) == 0);
        Assert.False(host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested);
    }

    [Fact]
    public async Task Addresses_that_are_in_no_policy_stop_the_start()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        string file = Path.Combine(store.Folder, "witness.policy");
        await File.WriteAllTextAsync(file, "quorum\n");
        await Assert.ThrowsAsync<InvalidOperationException>(() => PortalHost.StartAsync(store, ("Portal:WitnessAddressesFile", file)));
    }

    [Fact]
    public async Task Whom_the_root_asks_for_changes_while_the_portal_runs_and_one_without_an_address_is_said_to_have_none()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var log = WitnessHost.LogOf(store);
        await using var one = await WitnessHost.StartAsync(store, "one.example", log.Key);
        await using var two = await WitnessHost.StartAsync(store, "two.example", log.Key);
        await using var host = await PortalHost.StartAsync(store, WitnessHost.Addresses(store, one));
        var collector = host.Services.GetRequiredService<WitnessCollector>();
        var logged = await RecordAsync(host);
        Assert.Empty(collector.Witnesses);
        Assert.True(collector.Witnessed!.Size > logged.Index);

        // From the policy's own entry on, nothing counts that its witnesses have not cosigned.
        using var office = await AskForAsync(host, WitnessHost.Policy(1, one.Key, two.Key));
        Assert.Equal([WitnessStanding.Unaddressed], collector.Witnesses.Where(witness => witness.Key == two.Key).Select(witness => witness.Standing));
        await host.UntilAsync(() => collector.Witnessed?.Size > logged.Index);
        Assert.Equal("1 of (one.example, two.example)", collector.Policy.Words);

        office.Witnesses = WitnessHost.Policy(2, one.Key, two.Key);
        await office.PublishAgainAsync(host, without: office.OtherVerifier);
        await host.UntilAsync(() => collector.Behind(collector.Witnesses[0]) == 0);
        Assert.Null(collector.Witnessed);
    }

    [Fact]
    public async Task A_log_that_grows_without_pause_is_witnessed_all_the_same()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var log = WitnessHost.LogOf(store);
        await using var one = await WitnessHost.StartAsync(store, "one.example", log.Key);
        await using var two = await WitnessHost.StartAsync(store, "two.example", log.Key);
        // Slower than the log: whatever it cosigns, the first one is far beyond.
        two.Delay = TimeSpan.FromMilliseconds(150);
        await using var host = await PortalHost.StartAsync(store, WitnessHost.Addresses(store, one, two));
        using var office = await AskForAsync(host, WitnessHost.Policy(2, one.Key, two.Key));
        var collector = host.Services.GetRequiredService<WitnessCollector>();
        long seen = 0;
        int moved = 0;
        for (int entries = 0; entries < 400 && moved < 3; entries++)
        {
            await RecordAsync(host);
            if (collector.Witnessed is { } tree && tree.Size > seen)
                (seen, moved) = (tree.Size, moved + 1);
        }

        Assert.Equal(3, moved);
    }

    private static async Task<PortalOffice> AskForAsync(PortalHost host, string witnesses)
    {
        var office = new PortalOffice { Witnesses = witnesses };
        await office.OpenAsync(host);
        return office;
    }

    private static Task<Logged> RecordAsync(PortalHost host) => host.Services.GetRequiredService<Sequencer>().RecordAsync(
        new MemberEnrolled(LogId.Parse(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))), new Bytes32(RandomNumberGenerator.GetBytes(32))), CancellationToken.None);
}
