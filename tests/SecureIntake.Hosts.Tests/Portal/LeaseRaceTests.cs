using System.Net;
using Microsoft.EntityFrameworkCore;
using SecureIntake.Audit.Events;
using SecureIntake.Cases.Stages;
using SecureIntake.Hosts.Tests.Infrastructure;

namespace SecureIntake.Hosts.Tests.Portal;

/// <summary>Leads who press the same button in the same moment: the work is done once, on either database.</summary>
public sealed class LeaseRaceTests(PostgresServer postgres)
{
    private const int Rounds = 5;

    [Theory, BothDatabases]
    public async Task Of_two_leases_of_one_paper_in_one_moment_one_stands_and_the_other_is_told(Database database)
    {
        using var store = await Store.CreateAsync(database, postgres);
        await using var host = await PortalHost.StartAsync(store);
        using var office = new PortalOffice();
        await office.OpenAsync(host);
        for (int round = 0; round < Rounds; round++)
        {
            var specimen = await SpecimenCase.TakenAsync(host, office);
            var bench = await specimen.StartBenchAsync();
            await OneOfTwoAsync(host, office, specimen, bench);
            await using var cases = await host.OpenCasesAsync();
            Assert.Equal(StageState.Waiting, (await cases.StageRuns.SingleAsync(r => r.Case == specimen.Handle)).State);
        }
    }

    [Theory, BothDatabases]
    public async Task A_run_whose_bench_is_gone_gives_way_to_one_new_lease(Database database)
    {
        using var store = await Store.CreateAsync(database, postgres);
        await using var host = await PortalHost.StartAsync(store);
        using var office = new PortalOffice();
        await office.OpenAsync(host);
        for (int round = 0; round < Rounds; round++)
        {
            var specimen = await SpecimenCase.TakenAsync(host, office);
            var gone = await specimen.StartBenchAsync();
            await (await specimen.LeaseAsync(office.Lead, gone, [office.Lead, office.Deputy])).SuccessAsync();
            await using (var cases = await host.OpenCasesAsync())
                await cases.BenchRuns.Where(b => b.Run == Cases.Id<BenchRun>.Parse(gone.Run.ToString())).ExecuteDeleteAsync();

            await OneOfTwoAsync(host, office, specimen, await specimen.StartBenchAsync());
            await using var read = await host.OpenCasesAsync();
            var runs = await read.StageRuns.AsNoTracking().Where(r => r.Case == specimen.Handle).ToListAsync();
            Assert.Equal(
                [(StageState.Failed, "bench.gone"), (StageState.Waiting, "")],
                runs.Select(r => (r.State, r.Code)).OrderByDescending(r => r.Code, StringComparer.Ordinal));
        }
    }

    private static async Task OneOfTwoAsync(PortalHost host, PortalOffice office, SpecimenCase specimen, Sealing.Documents.BenchDocument bench)
    {
        Person[] readers = [office.Lead, office.Deputy];
        var before = await specimen.TraceAsync();
        var answers = await Task.WhenAll(readers.Select(lead => Task.Run(() => specimen.LeaseAsync(lead, bench, readers))));
        await Assert.Single(answers, answer => !answer.IsSuccessStatusCode).RefusedAsync(HttpStatusCode.Conflict, "stage.active");
        await Assert.Single(answers, answer => answer.IsSuccessStatusCode).SuccessAsync();
        // One lease, one run, one grant, one entry: nothing of the other is left.
        Assert.Equal(
            before with { Leases = before.Leases + 1, Runs = before.Runs + 1, Grants = before.Grants + 1, Entries = before.Entries + 1 },
            await specimen.TraceAsync());
    }
}
