using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using SecureIntake.Cases.Stages;
using SecureIntake.Hosts.Tests.Infrastructure;
using SecureIntake.Sealing.Documents;
using SecureIntake.Specimens;

namespace SecureIntake.Hosts.Tests.Worker;

/// <summary>The worker as a process of its own, killed in the middle of a stage.</summary>
[Collection(nameof(WorkerHost))]
public sealed class KillTests(PostgresServer postgres)
{
    [Theory, BothDatabases]
    public async Task Killed_in_a_stage_the_worker_repeats_nothing_that_is_done_and_loses_nothing_that_was_accepted(Database database)
    {
        using var store = await Store.CreateAsync(database, postgres);
        await using var office = await BenchOffice.OpenAsync(store);
        var stalling = await office.SealEvidenceAsync(Hostile.StallingPdf());
        Sealing.OpaqueId killed;
        SecureIntake.Cases.Id<StageRun> id, waiting;
        StageRun finished;
        using (var first = Start(office))
        {
            await office.PublishAsync();
            var bench = await office.BenchAsync();
            killed = bench.Run;
            finished = await office.EndAsync(await office.LeaseAsync(bench, [await office.SealEvidenceAsync(MadeUp.Png())]));
            Assert.Equal(StageState.Done, finished.State);
            id = await office.LeaseAsync(bench, [stalling]);
            await office.EventuallyAsync(async cases =>
                await cases.StageRuns.AnyAsync(r => r.Id == id && r.State == StageState.Running) && Descendants(first.Id, "pdftoppm").Count > 0 ? "under way" : null);
            // Accepted, and not begun: the log has not taken the lease yet.
            waiting = await office.LeaseAsync(bench, [await office.SealEvidenceAsync(MadeUp.ForwardedJpeg())], log: false);
            var parsers = Descendants(first.Id, "pdftoppm");
            first.Kill();
            await first.WaitForExitAsync();
            // The parser dies with the worker: nothing of the document stays in any memory.
            for (int i = 0; i < 100 && parsers.Any(IsAlive); i++)
                await Task.Delay(50);
            Assert.DoesNotContain(parsers, IsAlive);
        }

        await using (var cases = await office.CasesAsync())
        {
            Assert.Equal(StageState.Running, (await cases.StageRuns.SingleAsync(r => r.Id == id)).State);
            Assert.Equal(1, await cases.Outbox.CountAsync(e => e.Type == "stage/v1"));
        }

        await office.LogAsync();

        using var second = Start(office);
        try
        {
            var run = await office.EndAsync(id);
            Assert.Equal((StageState.Failed, "bench.gone"), (run.State, run.Code));
            Assert.Equal(StageOutcome.Failed, office.Result(run).Outcome);
            var accepted = await office.EndAsync(waiting);
            Assert.Equal((StageState.Failed, "bench.gone"), (accepted.State, accepted.Code));
            // Leased again, it is done again; and only once.
            var again = await office.EndAsync(await office.LeaseAsync(await office.BenchAsync(not: killed), [await office.SealEvidenceAsync(MadeUp.Png())]));
            Assert.Equal(StageState.Done, again.State);
            // Four runs, four ends: the one that was done before the kill is as it was.
            await using var cases = await office.CasesAsync();
            Assert.Equal(4, await cases.Outbox.CountAsync(e => e.Type == "stage/v1"));
            var before = await cases.StageRuns.AsNoTracking().SingleAsync(r => r.Id == finished.Id);
            Assert.Equal((finished.State, finished.Version, finished.Result), (before.State, before.Version, before.Result));
            Assert.Equal(2, await cases.Parts.CountAsync(p => p.Compartment == "finding"));
        }
        finally
        {
            second.Kill(entireProcessTree: true);
        }
    }

    private static Process Start(BenchOffice office)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "SecureIntake.Worker.dll")]) { WorkingDirectory = office.Store.Folder };
        foreach (var (key, value) in office.WorkerSettings)
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        return Process.Start(start)!;
    }

    private static bool IsAlive(int process) => Directory.Exists($"/proc/{process}");

    /// <summary>The processes of a name below a process.</summary>
    private static List<int> Descendants(int root, string name)
    {
        var all = new List<(int Id, int Parent, string Name)>();
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out int id))
                continue;
            try
            {
                string stat = File.ReadAllText(Path.Combine(folder, "stat"));
                int end = stat.LastIndexOf(')');
                all.Add((id, int.Parse(stat[(end + 2)..].Split(' ')[1]), stat[(stat.IndexOf('(', StringComparison.Ordinal) + 1)..end]));
            }
            catch (IOException)
            {
                // Ended meanwhile.
            }
        }

        var below = new HashSet<int> { root };
        for (int before = 0; before != below.Count;)
        {
            before = below.Count;
            below.UnionWith(all.Where(p => below.Contains(p.Parent)).Select(p => p.Id));
        }

        return [.. all.Where(p => p.Name == name && below.Contains(p.Id)).Select(p => p.Id)];
    }
}
