using System.Text;
using Hangfire;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SecureIntake.Cases;
using SecureIntake.Cases.Stages;
using SecureIntake.Examination.Sandbox;
using SecureIntake.Hosts.Tests.Infrastructure;
using SecureIntake.Sealing.Parts;
using SecureIntake.Specimens;
using SecureIntake.Worker.Resilience;
using SecureIntake.Worker.Stages;

namespace SecureIntake.Hosts.Tests.Worker;

/// <summary>What queue, log and disk know of a document: ids and codes.</summary>
[Collection(nameof(WorkerHost))]
public sealed class SecrecyTests(PostgresServer postgres)
{
    private const string Canary = "SPECIMENCANARY<<KEYED";

    [Fact]
    public async Task Nothing_that_was_keyed_or_sealed_is_found_in_log_queue_or_any_file()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var office = await BenchOffice.OpenAsync(store);
        await using var worker = await WorkerHost.StartAsync(office);
        await office.PublishAsync();
        var bench = await office.BenchAsync();
        var paper = await office.SealEvidenceAsync(Encoding.UTF8.GetBytes("%PDF-1.7 " + Canary), "application/pdf");
        var keyed = await office.SealKeyedAsync(paper, Canary, Canary);
        var done = await office.LeaseAsync(bench, [paper, keyed]);
        var failing = await office.LeaseAsync(bench, [await office.SealAsync(Compartment.Evidence,
            new PartEntry("evidence.json", Encoding.UTF8.GetBytes($$"""{"v":1,"name":"{{Canary}}"}""")), new PartEntry("evidence.pdf", Encoding.UTF8.GetBytes(Canary)))]);
        await office.EndAsync(done);
        Assert.Equal("part.content", (await office.EndAsync(failing)).Code);

        var queue = worker.Services.GetRequiredService<JobStorage>().GetMonitoringApi();
        // The queue hears of a job's end after the table does.
        var jobs = await office.EventuallyAsync(_ => Task.FromResult(queue.SucceededJobs(0, 100) is { Count: >= 2 } ended ? ended : null));
        Assert.All(jobs, job =>
        {
            Assert.Equal(2, job.Value.InvocationData.Arguments.Split(',').Length);
            Assert.Contains(job.Value.InvocationData.Arguments, new[] { done, failing }.Select(id => $"[\"\\\"{id}\\\"\",null]"));
        });
        Assert.DoesNotContain(Canary, worker.Logged, StringComparison.Ordinal);
        Assert.DoesNotContain("evidence", worker.Logged, StringComparison.Ordinal);
        // Log and gate hold these for themselves; they are empty.
        foreach (string file in Directory.EnumerateFiles(store.Folder, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) is not ("log.lock" or "lock")))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            await stream.CopyToAsync(copy);
            Assert.True(copy.GetBuffer().AsSpan(0, (int)copy.Length).IndexOf(Encoding.UTF8.GetBytes(Canary)) < 0, Path.GetFileName(file));
        }
    }

    [Fact]
    public async Task A_bug_of_ours_leaves_a_code_in_queue_and_log_and_after_three_times_ends_the_run()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var office = await BenchOffice.OpenAsync(store);
        await using var worker = await WorkerHost.StartAsync(office, services => services.AddSingleton<TimeProvider>(new BrokenClock()));
        await office.PublishAsync();
        var id = await office.LeaseAsync(await office.BenchAsync(), [await office.SealEvidenceAsync(MadeUp.Png())]);
        var run = await office.EndAsync(id);
        Assert.Equal((StageState.Failed, "stage.failed"), (run.State, run.Code));
        var queue = worker.Services.GetRequiredService<JobStorage>().GetMonitoringApi();
        // The queue hears of a job's end after the table does.
        var failed = await office.EventuallyAsync(_ => Task.FromResult(queue.FailedJobs(0, 100) is { Count: >= StagesUnderWay.MaxFailures } ended ? ended : null));
        Assert.Equal(StagesUnderWay.MaxFailures, failed.Count);
        Assert.All(failed, job =>
        {
            Assert.Equal("stage.failed", job.Value.ExceptionMessage);
            Assert.DoesNotContain(Canary, job.Value.ExceptionDetails, StringComparison.Ordinal);
        });
        Assert.DoesNotContain(Canary, worker.Logged, StringComparison.Ordinal);
    }

    [Fact]
    public void What_leaves_a_job_carries_a_code_and_nothing_else()
    {
        var failure = CheckFailedException.Of(new InvalidOperationException(Canary, new FormatException(Canary)));
        Assert.Equal("stage.failed", failure.Message);
        Assert.Null(failure.InnerException);
        Assert.Null(failure.StackTrace);
        Assert.DoesNotContain(Canary, failure.ToString(), StringComparison.Ordinal);
        Assert.Equal("sandbox.unavailable", CheckFailedException.Of(new SandboxUnavailableException()).Message);
        Assert.Equal("storage.away", CheckFailedException.Of(new IOException(Canary)).Message);
    }

    [Fact]
    public async Task Storage_that_is_away_for_a_moment_is_asked_again_and_a_bug_is_not()
    {
        var pipeline = new StoragePipeline(TimeProvider.System);
        int tries = 0;
        Assert.Equal("there", await pipeline.RunAsync(_ => ++tries < 4 ? throw new IOException() : Task.FromResult("there"), CancellationToken.None));
        Assert.Equal(4, tries);
        tries = 0;
        await Assert.ThrowsAsync<ArgumentException>(() => pipeline.RunAsync<int>(_ =>
        {
            tries++;
            throw new ArgumentException("SPECIMEN");
        }, CancellationToken.None));
        Assert.Equal(1, tries);
    }

    [Fact]
    public void Somebody_elses_change_is_no_failure_that_passes()
    {
        Assert.False(StoragePipeline.IsPassing(new DbUpdateConcurrencyException()));
        Assert.False(StoragePipeline.IsPassing(new FileNotFoundException()));
        Assert.True(StoragePipeline.IsPassing(new DbUpdateException("", new Microsoft.Data.Sqlite.SqliteException("", 5))));
        Assert.False(StoragePipeline.IsPassing(new DbUpdateException("", new Microsoft.Data.Sqlite.SqliteException("", 19))));
        Assert.True(StoragePipeline.IsPassing(new InvalidOperationException("", new Npgsql.NpgsqlException("", new IOException()))));
    }

    /// <summary>Breaks inside the examination, which alone asks for timestamps on a job's thread with this document.</summary>
    private sealed class BrokenClock : TimeProvider
    {
        public override long GetTimestamp() => new System.Diagnostics.StackTrace().ToString().Contains("DocumentRun", StringComparison.Ordinal)
            ? throw new InvalidOperationException(Canary)
            : base.GetTimestamp();
    }
}
