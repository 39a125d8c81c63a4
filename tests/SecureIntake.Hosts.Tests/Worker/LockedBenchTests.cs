using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SecureIntake.Cases.Stages;
using SecureIntake.Gate.Lockdowns;
using SecureIntake.Hosts.Tests.Infrastructure;
using SecureIntake.Specimens;
using SecureIntake.Worker.Bench;

namespace SecureIntake.Hosts.Tests.Worker;

/// <summary>A bench under a lockdown.</summary>
[Collection(nameof(WorkerHost))]
public sealed class LockedBenchTests(PostgresServer postgres)
{
    [Theory, BothDatabases, Defends("T-29")]
    public async Task A_lockdown_takes_its_keys_and_after_it_no_stage_is_done_again_and_no_run_is_lost(Database database)
    {
        using var store = await Store.CreateAsync(database, postgres);
        await using var office = await BenchOffice.OpenAsync(store);
        await using var worker = await WorkerHost.StartAsync(office, services => services.AddSingleton(new Examination.Documents.ExaminerOptions { Time = TimeSpan.FromMinutes(2) }));
        await office.PublishAsync();
        var bench = await office.BenchAsync();
        var done = await office.EndAsync(await office.LeaseAsync(bench, [await office.SealEvidenceAsync(MadeUp.Png())]));
        var running = await office.LeaseAsync(bench, [await office.SealEvidenceAsync(Hostile.StallingPdf())]);
        await office.EventuallyAsync(async cases => await cases.StageRuns.AnyAsync(r => r.Id == running && r.State == StageState.Running) ? "under way" : null);

        await using (var cases = await office.CasesAsync())
        {
            cases.StandingLockdowns.Add(new StandingLockdown { Leaf = "a lockdown" });
            await cases.SaveChangesAsync();
        }

        await office.EventuallyAsync(async cases => await cases.BenchRuns.AnyAsync() ? null : "withdrawn");
        Assert.Empty(worker.Services.GetRequiredService<HeldRuns>().All);
        var waiting = await office.LeaseAsync(bench, [await office.SealEvidenceAsync(MadeUp.Png())]);
        await Task.Delay(TimeSpan.FromSeconds(1));
        await using (var cases = await office.CasesAsync())
        {
            Assert.Equal(1, await cases.Outbox.CountAsync(e => e.Type == "stage/v1"));
            Assert.Equal(StageState.Running, (await cases.StageRuns.SingleAsync(r => r.Id == running)).State);
            Assert.Equal(StageState.Waiting, (await cases.StageRuns.SingleAsync(r => r.Id == waiting)).State);
            Assert.Empty(await cases.BenchRuns.ToListAsync());
            cases.StandingLockdowns.RemoveRange(await cases.StandingLockdowns.ToListAsync());
            await cases.SaveChangesAsync();
        }

        var next = await office.BenchAsync(not: bench.Run);
        Assert.NotEqual(bench.Recipient, next.Recipient);
        // Leased to a key that is gone: said so, to be leased again.
        foreach (var id in new[] { running, waiting })
            Assert.Equal((StageState.Failed, "bench.gone"), await office.EndAsync(id) is var run ? (run.State, run.Code) : default);
        Assert.Equal(StageState.Done, (await office.EndAsync(await office.LeaseAsync(next, [await office.SealEvidenceAsync(MadeUp.Png())]))).State);
        await using var after = await office.CasesAsync();
        var kept = await after.StageRuns.AsNoTracking().SingleAsync(r => r.Id == done.Id);
        Assert.Equal((done.State, done.Version, done.Result), (kept.State, kept.Version, kept.Result));
        Assert.Equal(4, await after.Outbox.CountAsync(e => e.Type == "stage/v1"));
    }

    [Fact]
    public async Task A_gate_that_is_locked_makes_a_run_wait_and_not_fail()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var office = await BenchOffice.OpenAsync(store);
        await using var worker = await WorkerHost.StartAsync(office);
        await office.PublishAsync();
        var bench = await office.BenchAsync();
        Assert.Equal(0, LockingByHand.Run(["lock", office.Gate.Folder]));
        var id = await office.LeaseAsync(bench, [await office.SealEvidenceAsync(MadeUp.Png())]);
        await office.EventuallyAsync(async cases => await cases.StageRuns.AnyAsync(r => r.Id == id && r.State == StageState.Running) ? "tried" : null);
        await Task.Delay(TimeSpan.FromSeconds(1));
        await using (var cases = await office.CasesAsync())
            Assert.Equal(StageState.Running, (await cases.StageRuns.SingleAsync(r => r.Id == id)).State);
        LockingByHand.Run(["unlock", office.Gate.Folder]);
        Assert.Equal(StageState.Done, (await office.EndAsync(id)).State);
    }
}
