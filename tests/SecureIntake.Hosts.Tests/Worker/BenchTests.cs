using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using SecureIntake.Audit.Events;
using SecureIntake.Cases.Stages;
using SecureIntake.Hosts.Tests.Infrastructure;
using SecureIntake.Sealing.Documents;
using SecureIntake.Specimens;
using SecureIntake.Worker.Bench;
using SecureIntake.Worker.Stages;

namespace SecureIntake.Hosts.Tests.Worker;

/// <summary>The life of a bench: introduced, listed, published with its entry, renewed, withdrawn.</summary>
[Collection(nameof(WorkerHost))]
public sealed class BenchTests(PostgresServer postgres)
{
    [Fact]
    public async Task A_bench_introduces_itself_and_holds_no_key_until_the_root_lists_it()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var office = await BenchOffice.OpenAsync(store);
        await using var worker = await WorkerHost.StartAsync(office);
        await office.EventuallyAsync(_ => Task.FromResult(office.Introduced));
        await using var cases = await office.CasesAsync();
        Assert.Empty(await cases.BenchRuns.ToListAsync());
        Assert.Empty(worker.Services.GetRequiredService<HeldRuns>().All);

        await office.PublishAsync();
        var bench = await office.BenchAsync();
        Assert.Equal(office.Introduced!.Bench, bench.Bench);
        Assert.True(bench.HoldsAt(DateTimeOffset.UtcNow.AddMinutes(-30)), "A member's clock may be slow.");
        var row = await cases.Outbox.SingleAsync(e => e.Type == "bench/v1");
        Assert.True(Entry.TryParse(row.Entry, out var entry) && entry.SignatureHolds());
        var act = Assert.IsType<BenchStarted>(entry.Act);
        Assert.Equal(bench.Run.ToString(), act.Run.ToString());
    }

    [Fact]
    public async Task The_key_file_is_made_once_and_only_its_owner_reads_it()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var office = await BenchOffice.OpenAsync(store);
        string path = office.WorkerSettings["Worker:BenchKeyFile"]!;
        using var first = BenchSigningKey.ReadOrCreate(path);
        using var second = BenchSigningKey.ReadOrCreate(path);
        Assert.Equal(first.Key.Signer, second.Key.Signer);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        await File.WriteAllTextAsync(path, "no key\n");
        Assert.Throws<InvalidDataException>(() => BenchSigningKey.ReadOrCreate(path));
    }

    [Fact]
    public async Task A_bench_that_is_struck_from_the_directory_loses_its_keys()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var office = await BenchOffice.OpenAsync(store);
        await using var worker = await WorkerHost.StartAsync(office);
        await office.PublishAsync();
        await office.BenchAsync();
        await office.PublishAsync([]);
        await office.EventuallyAsync(async cases => await cases.BenchRuns.AnyAsync() ? null : "none");
        Assert.Empty(worker.Services.GetRequiredService<HeldRuns>().All);
    }

    [Fact]
    public async Task Stopping_withdraws_the_run_and_the_next_start_has_another()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var office = await BenchOffice.OpenAsync(store);
        BenchDocument first;
        await using (await WorkerHost.StartAsync(office))
        {
            await office.PublishAsync();
            first = await office.BenchAsync();
        }

        await using (var cases = await office.CasesAsync())
            Assert.Empty(await cases.BenchRuns.ToListAsync());
        await using var second = await WorkerHost.StartAsync(office);
        var next = await office.BenchAsync();
        Assert.Equal(first.Bench, next.Bench);
        Assert.NotEqual(first.Run, next.Run);
        Assert.NotEqual(first.Recipient, next.Recipient);
    }

    [Fact]
    public async Task At_half_of_a_keys_life_a_new_run_begins_and_the_old_one_is_still_served_until_it_ends()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var office = await BenchOffice.OpenAsync(store);
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow) { AutoAdvanceAmount = TimeSpan.Zero };
        await using var worker = await WorkerHost.StartAsync(office, services => services.AddSingleton<TimeProvider>(time));
        await office.PublishAsync();
        var first = await BeatUntilAsync(office, time, TimeSpan.FromMilliseconds(200), not: null);
        var id = await office.LeaseAsync(first, [await office.SealEvidenceAsync(MadeUp.Png())], log: false);

        time.Advance(TimeSpan.FromHours(12));
        var second = await BeatUntilAsync(office, time, TimeSpan.FromMilliseconds(200), not: first.Run);
        Assert.Equal(2, worker.Services.GetRequiredService<HeldRuns>().All.Count);
        await office.LogAsync();
        for (int i = 0; i < 200 && !await HasEndedAsync(office); i++)
        {
            time.Advance(TimeSpan.FromMilliseconds(200));
            await Task.Delay(50);
        }

        Assert.Equal(StageState.Done, (await office.EndAsync(id)).State);
        time.Advance(TimeSpan.FromHours(11.5));
        for (int i = 0; i < 200 && worker.Services.GetRequiredService<HeldRuns>().Find(first.Run) is not null; i++)
        {
            time.Advance(TimeSpan.FromMilliseconds(200));
            await Task.Delay(20);
        }

        Assert.Null(worker.Services.GetRequiredService<HeldRuns>().Find(first.Run));
        Assert.NotNull(worker.Services.GetRequiredService<HeldRuns>().Find(second.Run));
    }

    [Fact]
    public async Task Lease_to_a_run_of_another_living_bench_is_left_to_it()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var office = await BenchOffice.OpenAsync(store);
        await using var worker = await WorkerHost.StartAsync(office);
        await office.PublishAsync();
        var mine = await office.BenchAsync();
        var other = mine with { Run = Sealing.OpaqueId.Create(System.Security.Cryptography.RandomNumberGenerator.Fill) };
        await using (var cases = await office.CasesAsync())
        {
            cases.BenchRuns.Add(new BenchRun
            {
                Run = SecureIntake.Cases.Id<BenchRun>.Parse(other.Run.ToString()),
                Document = "{}",
                Expires = other.Expires,
            });
            await cases.SaveChangesAsync();
        }

        var id = await office.LeaseAsync(other, [await office.SealEvidenceAsync(MadeUp.Png())]);
        await Task.Delay(1500);
        await using (var cases = await office.CasesAsync())
        {
            Assert.Equal(StageState.Waiting, (await cases.StageRuns.SingleAsync(r => r.Id == id)).State);
            cases.BenchRuns.RemoveRange(await cases.BenchRuns.Where(b => b.Document == "{}").ToListAsync());
            await cases.SaveChangesAsync();
        }

        Assert.Equal("bench.gone", (await office.EndAsync(id)).Code);
    }

    private static async Task<bool> HasEndedAsync(BenchOffice office)
    {
        await using var cases = await office.CasesAsync();
        return await cases.StageRuns.AnyAsync(r => r.State == StageState.Done || r.State == StageState.Failed);
    }

    /// <summary>Lets the worker's heart beat until it has published a run.</summary>
    private static async Task<BenchDocument> BeatUntilAsync(BenchOffice office, FakeTimeProvider time, TimeSpan beat, Sealing.OpaqueId? not)
    {
        using var beating = new Timer(_ => time.Advance(beat), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(50));
        return await office.BenchAsync(not);
    }
}
