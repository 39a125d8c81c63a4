using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SecureIntake.Cases.Stages;
using SecureIntake.Hosts.Tests.Infrastructure;
using SecureIntake.Worker.Bench;
using SecureIntake.Worker.Results;
using SecureIntake.Worker.Trust;

namespace SecureIntake.Hosts.Tests.Worker;

/// <summary>The root signs anew while a bench is at work: what the log would refuse is not saved either.</summary>
[Collection(nameof(WorkerHost))]
public sealed class StruckBenchTests(PostgresServer postgres)
{
    [Theory, BothDatabases, Defends("T-15")]
    public async Task What_a_bench_found_is_not_saved_when_it_was_struck_meanwhile_and_the_readers_are_told(Database database)
    {
        using var store = await Store.CreateAsync(database, postgres);
        await using var office = await BenchOffice.OpenAsync(store);
        await using var worker = await WorkerHost.StartAsync(office);
        await office.PublishAsync();
        var id = await office.LeaseAsync(await office.BenchAsync(), [await office.SealEvidenceAsync(new byte[100], "application/pdf")], log: false);
        var bench = worker.Services.GetRequiredService<BenchSigningKey>().ListedIn(await WorldAsync(worker));
        Assert.NotNull(bench);

        await office.PublishAsync([]);
        await using (var cases = await office.CasesAsync())
        {
            var run = await cases.StageRuns.AsNoTracking().SingleAsync(r => r.Id == id);
            Assert.False(await worker.Services.GetRequiredService<ResultWriter>().FinishAsync(run, bench, openedSafely: true, [], CancellationToken.None));
            var after = await cases.StageRuns.AsNoTracking().SingleAsync(r => r.Id == id);
            Assert.Equal((StageState.Waiting, null), (after.State, after.Result));
            Assert.False(await cases.Outbox.AnyAsync(e => e.Type == "stage/v1"));
        }

        // A worker that never saw that it was struck would go on.
        await office.EventuallyAsync(async cases => await cases.BenchRuns.AnyAsync() ? null : "none");
        await office.PublishAsync();
        await office.LogAsync();
        Assert.Equal("bench.gone", (await office.EndAsync(id)).Code);
    }

    [Fact]
    public async Task No_run_begins_under_a_roster_that_was_replaced()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var office = await BenchOffice.OpenAsync(store);
        await using var worker = await WorkerHost.StartAsync(office);
        await office.PublishAsync();
        await office.BenchAsync();
        var before = await WorldAsync(worker);
        await office.PublishAsync([]);
        await office.EventuallyAsync(async cases => await cases.BenchRuns.AnyAsync() ? null : "none");

        await worker.Services.GetRequiredService<BenchKeeper>().KeepAsync(before, CancellationToken.None);

        Assert.Empty(worker.Services.GetRequiredService<HeldRuns>().All);
        await using var cases = await office.CasesAsync();
        Assert.Equal((0, 1), (await cases.BenchRuns.CountAsync(), await cases.Outbox.CountAsync(e => e.Type == "bench/v1")));
    }

    private static Task<TrustedWorld?> WorldAsync(WorkerHost worker) => worker.Services.GetRequiredService<RootTrust>().LoadAsync(CancellationToken.None);
}
