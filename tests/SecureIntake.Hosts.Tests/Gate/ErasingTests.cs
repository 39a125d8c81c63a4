using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;
using SecureIntake.Audit.Verification;
using SecureIntake.Cases.Gates;
using SecureIntake.Cases.Submissions;
using SecureIntake.Gate;
using SecureIntake.Hosts.Tests.Infrastructure;
using SecureIntake.Hosts.Tests.Portal;
using SecureIntake.Portal.Gates;
using SecureIntake.Portal.Log;
using SecureIntake.Sealing.Documents;

namespace SecureIntake.Hosts.Tests.Gate;

/// <summary>What was shredded at the gate leaves the office as well, and the log stays whole.</summary>
public sealed class ErasingTests(PostgresServer postgres)
{
    [Theory, BothDatabases, Defends("T-27")]
    public async Task Of_a_shredded_case_nothing_is_left_but_what_the_log_says_of_its_handle(Database database)
    {
        using var store = await Store.CreateAsync(database, postgres);
        await using var host = await PortalHost.StartAsync(store);
        using var office = new PortalOffice();
        await office.OpenAsync(host);
        var shredded = await SpecimenCase.TakenAsync(host, office);
        var kept = await SpecimenCase.TakenAsync(host, office);
        var bench = await shredded.StartBenchAsync();
        await (await shredded.LeaseAsync(office.Lead, bench, [office.Lead, office.Deputy])).SuccessAsync();
        await (await shredded.OpenAsync(office.Lead, Purpose.Read, shredded.Account.Id)).SuccessAsync();
        byte[] tag = await TagAsync(host, shredded);
        Assert.Equal(database == Database.Sqlite, FilesWith(host.StorageFolder, tag).Any());
        Assert.Equal(0, Shredding.Run(["shred", host.Gate.Folder, shredded.Case.ToString()]));
        await EraseAsync(host);
        Assert.True(await IsThereAsync(host, shredded));
        await ADayLaterAsync(host, office);

        await AssertGoneAsync(host, shredded);
        Assert.Empty(FilesWith(host.StorageFolder, tag));
        Assert.Equal(kept.Parts.Count, Directory.GetFiles(Path.Combine(host.StorageFolder, "blobs")).Length);
        await (await kept.OpenAsync(office.Lead, Purpose.Read, kept.Account.Id)).SuccessAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await office.Lead.Client.GetAsync(shredded.Path(""))).StatusCode);
        Assert.DoesNotContain(shredded.Handle.Text, await office.Lead.PageAsync("/cases"), StringComparison.Ordinal);

        // The log is as whole as before, and an auditor still reads who did what with that handle.
        Assert.Contains("heron", await office.Auditor.PageAsync("/audit/cases/" + shredded.Handle.Text), StringComparison.Ordinal);
        var log = host.Services.GetRequiredService<LogOfOrganisation>();
        Assert.IsType<Verdict.Verified>(await new LogVerifier(new LogFolder(log.Folder), new Authority(null, log.Key)).VerifyAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_shredded_week_takes_what_lies_on_its_desk_and_nothing_new_is_held_by_it()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var host = await PortalHost.StartAsync(store);
        using var office = new PortalOffice();
        await office.OpenAsync(host);
        var taken = await SpecimenCase.TakenAsync(host, office);
        var desk = await SpecimenCase.ArriveAsync(host, office);
        Assert.Equal(0, Shredding.Run(["shred", host.Gate.Folder, desk.Week.ToString()]));
        await EraseAsync(host);
        await ADayLaterAsync(host, office);
        await AssertGoneAsync(host, desk);
        await (await taken.OpenAsync(office.Lead, Purpose.Read, taken.Account.Id)).SuccessAsync();
        await using var cases = await host.OpenCasesAsync();
        string week = desk.Week.ToString();
        Assert.False(await cases.GateKeys.AnyAsync(key => key.Scope == week));
    }

    [Fact, Defends("T-30")]
    public async Task Nothing_goes_on_the_word_of_one_gate_of_two_nor_under_a_lockdown()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var host = await PortalHost.StartWithTwoGatesAsync(store);
        using var office = new PortalOffice();
        await office.OpenAsync(host);
        var specimen = await SpecimenCase.TakenAsync(host, office);
        int files = Directory.GetFiles(Path.Combine(host.StorageFolder, "blobs")).Length;
        Shredding.Run(["shred", host.Gates[0].Folder, specimen.Case.ToString()]);
        await EraseAsync(host);
        await ADayLaterAsync(host, office);
        Assert.True(await IsThereAsync(host, specimen));
        // But no grant is made any more that only the other one could open.
        await (await office.Lead.Client.GetAsync(specimen.Path("gate.json"))).RefusedAsync(HttpStatusCode.Gone, "gate.shredded");

        Shredding.Run(["shred", host.Gates[1].Folder, specimen.Case.ToString()]);
        await EraseAsync(host);
        await (await office.Lead.PostAsync("/lockdown", office.Lead.Sign(new LockdownDeclared(office.Lead.Stamp())))).SuccessAsync();
        await ADayLaterAsync(host, office);
        Assert.True(await IsThereAsync(host, specimen));
        Assert.Equal(files, Directory.GetFiles(Path.Combine(host.StorageFolder, "blobs")).Length);
    }

    [Fact]
    public async Task What_a_crash_left_half_erased_is_erased_the_next_time()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new PortalOffice();
        SpecimenCase specimen;
        await using (var host = await PortalHost.StartAsync(store))
        {
            await office.OpenAsync(host);
            specimen = await SpecimenCase.TakenAsync(host, office);
            Shredding.Run(["shred", host.Gate.Folder, specimen.Case.ToString()]);
            // It was found the day before, and the portal died before the rows went.
            await EraseAsync(host);
            foreach (string file in Directory.GetFiles(Path.Combine(host.StorageFolder, "blobs")))
                File.Delete(file);
        }

        await using var again = await PortalHost.StartAsync(store);
        await ADayLaterAsync(again, office);
        await AssertGoneAsync(again, specimen);
        Assert.Empty(Directory.GetFiles(Path.Combine(again.StorageFolder, "blobs")));
    }

    [Fact]
    public async Task A_source_that_had_not_gone_over_when_its_week_was_shredded_goes_and_the_case_stays()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var host = await PortalHost.StartAsync(store);
        using var office = new PortalOffice();
        await office.OpenAsync(host);
        var specimen = await SpecimenCase.ArriveAsync(host, office);
        Assert.Equal(0, Shredding.Run(["shred", host.Gate.Folder, specimen.Week.ToString()]));
        await (await specimen.TriageAsync(office.Lead, office.Deputy)).SuccessAsync();
        await EraseAsync(host);
        await using var cases = await host.OpenCasesAsync();
        int held = specimen.OfCustody.Count();
        Assert.Equal(held, await cases.Parts.CountAsync(p => p.Case == specimen.Handle && p.Header != null));
        await ADayLaterAsync(host, office);
        Assert.Equal(0, await cases.Parts.CountAsync(p => p.Case == specimen.Handle && p.Header != null));
        Assert.False(await CustodyMoving.WaitingIn(cases).AnyAsync());
        await (await specimen.OpenAsync(office.Lead, Purpose.Read, specimen.Account.Id)).SuccessAsync();
    }

    [Fact, Defends("T-30")]
    public async Task What_was_shredded_by_mistake_stays_where_the_gates_folder_is_put_back_within_the_day()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var host = await PortalHost.StartAsync(store);
        using var office = new PortalOffice();
        await office.OpenAsync(host);
        var specimen = await SpecimenCase.TakenAsync(host, office);
        string keys = Path.Combine(host.Gate.Folder, "keys");
        byte[] seed = await File.ReadAllBytesAsync(Path.Combine(keys, $"{specimen.Case}.seed"));
        Shredding.Run(["shred", host.Gate.Folder, specimen.Case.ToString()]);
        await EraseAsync(host);
        File.Delete(Path.Combine(keys, $"{specimen.Case}.shredded"));
        await File.WriteAllBytesAsync(Path.Combine(keys, $"{specimen.Case}.seed"), seed);
        await ADayLaterAsync(host, office);
        await (await specimen.OpenAsync(office.Lead, Purpose.Read, specimen.Account.Id)).SuccessAsync();
    }

    [Fact, Defends("T-30")]
    public async Task Nothing_goes_on_the_word_of_a_gate_that_the_root_does_not_list_or_to_a_log_that_was_put_back()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new PortalOffice();
        SpecimenCase specimen;
        await using (var host = await PortalHost.StartWithTwoGatesAsync(store))
        {
            await office.OpenAsync(host);
            specimen = await SpecimenCase.TakenAsync(host, office);
            Shredding.Run(["shred", host.Gates[0].Folder, specimen.Case.ToString()]);
        }

        // The second gate is taken out of the settings, and listed still.
        await using var one = await PortalHost.StartAsync(store);
        await EraseAsync(one);
        await ADayLaterAsync(one, office);
        Assert.True(await IsThereAsync(one, specimen));
        // A gate that is further than the log: an old log was put back.
        await office.PublishAgainAsync(one);
        var old = one.Services.GetRequiredService<Sequencer>().Tree;
        await Asking.LogAsync(one, specimen, office.Lead, Purpose.Read, specimen.Account);
        Assert.True(await one.GateClient.ShowAsync(() => one.Services.GetRequiredService<Sequencer>().Tree, CancellationToken.None));
        Assert.False(await one.GateClient.ShowAsync(() => old, CancellationToken.None));
    }

    /// <summary>The clock goes on, what waits for it runs, and everyone signs in again.</summary>
    private static async Task ADayLaterAsync(PortalHost host, PortalOffice office)
    {
        host.Time.Advance(Erasing.Rest + TimeSpan.FromMinutes(1));
        await EraseAsync(host);
        await office.SignInAsync(host);
    }

    private static Task EraseAsync(PortalHost host) => host.Services.GetRequiredService<Erasing>().EraseAsync(CancellationToken.None);

    private static async Task<bool> IsThereAsync(PortalHost host, SpecimenCase specimen)
    {
        await using var cases = await host.OpenCasesAsync();
        return await cases.Submissions.AnyAsync(s => s.Handle == specimen.Handle);
    }

    private static async Task<byte[]> TagAsync(PortalHost host, SpecimenCase specimen)
    {
        await using var cases = await host.OpenCasesAsync();
        return await cases.Submissions.Where(s => s.Handle == specimen.Handle).Select(s => s.Tag).SingleAsync();
    }

    private static async Task AssertGoneAsync(PortalHost host, SpecimenCase specimen)
    {
        await using var cases = await host.OpenCasesAsync();
        string handle = specimen.Handle.Text;
        Assert.False(await cases.Submissions.AnyAsync(s => s.Handle == specimen.Handle));
        Assert.False(await cases.Parts.AnyAsync(p => p.Case == specimen.Handle));
        Assert.False(await cases.Grants.AnyAsync(g => g.Case == specimen.Handle));
        Assert.False(await cases.Leases.AnyAsync(l => l.Case == specimen.Handle));
        Assert.False(await cases.StageRuns.AnyAsync(r => r.Case == specimen.Handle));
        Assert.False(await cases.GateKeys.AnyAsync(k => k.Scope == handle));
    }

    /// <summary>The files below a folder in which some bytes stand.</summary>
    private static IEnumerable<string> FilesWith(string folder, byte[] bytes) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith("lock", StringComparison.Ordinal) && File.ReadAllBytes(file).AsSpan().IndexOf(bytes) >= 0);
}
