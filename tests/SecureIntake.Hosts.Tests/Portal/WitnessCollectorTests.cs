using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
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
        using var log = Log(store);
        await using var one = await WitnessHost.StartAsync(store, "one.example", log.Key);
        await using var two = await WitnessHost.StartAsync(store, "two.example", log.Key);
        two.IsAway = true;
        await using var host = await PortalHost.StartAsync(store, Policy(store, one, two));
        var collector = host.Services.GetRequiredService<WitnessCollector>();
        var first = await RecordAsync(host);

        await UntilAsync(host, () => collector.Witnesses[0].Standing == WitnessStanding.Follows && collector.Witnesses[1].Standing == WitnessStanding.Away);
        await UntilAsync(host, () => collector.Behind(collector.Witnesses[0]) == 0);
        Assert.Null(collector.Witnessed);
        Assert.True(collector.Behind(collector.Witnesses[1]) > 0);

        two.IsAway = false;
        var proving = collector.ProveAsync(first.Index, CancellationToken.None);
        await UntilAsync(host, () => proving.IsCompleted && collector.Behind(collector.Witnesses[1]) == 0);
        var witnessed = collector.Witnessed!;
        Assert.True(witnessed.Prove(first.Index).Verify(log.Key, collector.Policy, System.Text.Encoding.UTF8.GetBytes(first.Entry)));
        Assert.Equal(first.Entry, (await proving).Entry);

        // What anyone is served carries both lines.
        await UntilAsync(host, () => collector.Policy.IsWitnessed(new LogFolder(Path.Combine(store.Folder, "log")).ReadCheckpoint()));

        // The log goes on, and both follow.
        var next = await RecordAsync(host);
        proving = collector.ProveAsync(next.Index, CancellationToken.None);
        await UntilAsync(host, () => proving.IsCompleted);
        Assert.True(collector.Witnessed!.Size > next.Index);
    }

    [Fact, Defends("T-14")]
    public async Task A_witness_that_saw_more_or_other_than_there_is_raises_the_alarm()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var log = Log(store);
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

        await using var host = await PortalHost.StartAsync(store, Policy(store, one, two));
        var collector = host.Services.GetRequiredService<WitnessCollector>();
        await RecordAsync(host);
        await RecordAsync(host);
        await UntilAsync(host, () => collector.Witnesses[0].Standing == WitnessStanding.Ahead && collector.Witnesses[1].Standing == WitnessStanding.Contradicts);
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

    [Theory]
    [InlineData("quorum\n")]
    [InlineData("witness w KEY\nquorum w\n")]
    public async Task A_policy_that_is_none_or_names_no_address_stops_the_start(string text)
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        string file = Path.Combine(store.Folder, "witness.policy");
        await File.WriteAllTextAsync(file, text.Replace("KEY", WitnessKey.Of("w.example", new Bytes32(new byte[32])).ToString(), StringComparison.Ordinal));
        await Assert.ThrowsAsync<InvalidOperationException>(() => PortalHost.StartAsync(store, ("Portal:WitnessPolicyFile", file)));
    }

    private static LogSigner Log(Store store)
    {
        File.WriteAllBytes(Path.Combine(store.Folder, "log.key"), SHA256.HashData("specimen log"u8));
        return LogSigner.FromFile("secureintake.example/log", Path.Combine(store.Folder, "log.key"));
    }

    private static (string Key, string Value) Policy(Store store, WitnessHost one, WitnessHost two)
    {
        string file = Path.Combine(store.Folder, "witness.policy");
        File.WriteAllText(file, $"witness one {one.Key} {one.Address}\nwitness two {two.Key} {two.Address}\ngroup both all one two\nquorum both\n");
        return ("Portal:WitnessPolicyFile", file);
    }

    private static Task<Logged> RecordAsync(PortalHost host) => host.Services.GetRequiredService<Sequencer>().RecordAsync(
        new MemberEnrolled(LogId.Parse(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))), new Bytes32(RandomNumberGenerator.GetBytes(32))), CancellationToken.None);

    /// <summary>Lets the clock run until something holds: retries and pauses are by that clock.</summary>
    private static async Task UntilAsync(PortalHost host, Func<bool> holds)
    {
        for (int i = 0; i < 1500; i++)
        {
            if (holds())
                return;
            host.Time.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Delay(20);
        }

        Assert.Fail("it did not come to that");
    }

    /// <summary>A witness behind HTTP.</summary>
    private sealed class WitnessHost : IAsyncDisposable
    {
        private readonly WebApplication _app;
        private readonly WitnessSigner _signer;
        private readonly Witness _witness;

        private WitnessHost(Store store, string name, LogKey log)
        {
            _signer = new WitnessSigner(name, SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(name)));
            _witness = new Witness(Path.Combine(store.Folder, name), _signer, [log], TimeProvider.System);
            var builder = WebApplication.CreateBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
            _app = builder.Build();
            _app.MapPost("/add-checkpoint", AnswerAsync);
        }

        public bool IsAway { get; set; }

        public WitnessKey Key => _witness.Key;

        public string Address => _app.Urls.Single();

        public static async Task<WitnessHost> StartAsync(Store store, string name, LogKey log)
        {
            var host = new WitnessHost(store, name, log);
            await host._app.StartAsync();
            return host;
        }

        public int Ask(LogTree tree) => _witness.Add(new AddCheckpoint(0, [], tree.Note).ToBytes()).Status;

        public async ValueTask DisposeAsync()
        {
            await _app.DisposeAsync();
            _witness.Dispose();
            _signer.Dispose();
        }

        private async Task AnswerAsync(HttpContext context)
        {
            if (IsAway)
            {
                context.Response.StatusCode = 503;
                return;
            }

            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            var answer = _witness.Add(body.ToArray());
            context.Response.StatusCode = answer.Status;
            context.Response.ContentType = answer.ContentType;
            await context.Response.WriteAsync(answer.Body);
        }
    }
}
