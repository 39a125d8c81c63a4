using System.Formats.Tar;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SecureIntake.Audit;
using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;
using SecureIntake.Audit.Verification;
using SecureIntake.Cases.Auditing;
using SecureIntake.Gate;
using SecureIntake.Hosts.Tests.Infrastructure;
using SecureIntake.Portal.Auditing;
using SecureIntake.Portal.Log;

namespace SecureIntake.Hosts.Tests.Portal;

/// <summary>What helps an auditor: the unusual is marked, and what is found can be taken away.</summary>
public sealed class AuditorTests(PostgresServer postgres)
{
    [Theory, BothDatabases]
    public async Task Openings_that_nobody_assigned_and_many_in_a_short_time_are_marked(Database database)
    {
        using var store = await Store.CreateAsync(database, postgres);
        using var office = new PortalOffice();
        await using var host = await PortalHost.StartAsync(store);
        await office.OpenAsync(host);
        var (taken, other) = (LogId.Parse(new string('a', 32)), LogId.Parse(new string('b', 32)));
        Bytes32[] grants = [new(new byte[32])];
        long index = 1000;
        var rows = new List<OutboxEntry>
        {
            Logged(office.Lead, new PartsOpened(office.Lead.Stamp(), Purpose.Triage, taken, [taken], grants[0])),
            Logged(office.Lead, new CaseTriaged(office.Lead.Stamp(), taken, LogId.Parse(office.Deputy.Id.Text), grants)),
            Logged(office.Verifier, new PartsOpened(office.Verifier.Stamp(), Purpose.Verify, taken, [taken], grants[0])),
            Logged(office.Lead, new CaseAssigned(office.Lead.Stamp(), taken, LogId.Parse(office.Verifier.Id.Text), grants)),
            Logged(office.Verifier, new PartsOpened(office.Verifier.Stamp(), Purpose.Verify, taken, [taken], grants[0])),
            Logged(office.Deputy, new PartsOpened(office.Deputy.Stamp(), Purpose.Read, taken, [taken], grants[0])),
            Logged(office.OtherLead, new PartsOpened(office.OtherLead.Stamp(), Purpose.Triage, taken, [taken], grants[0])),
        };
        // As many as are many, less one, and a day later as many as are many.
        var others = new[] { (Days: 0, Count: EntryMarks.Many - 1), (Days: 1, Count: EntryMarks.Many) }.SelectMany(burst => Enumerable.Range(0, burst.Count).Select(at =>
            Logged(office.OtherLead, new PartsOpened(office.OtherLead.Stamp(TimeSpan.FromDays(burst.Days) + TimeSpan.FromSeconds(20 * at)), Purpose.Triage, other, [taken], grants[0])))).ToList();
        await using var cases = await host.OpenCasesAsync();
        cases.Outbox.AddRange(rows.Concat(others));
        await cases.SaveChangesAsync();

        var marks = await EntryMarks.OfAsync(rows, cases, CancellationToken.None);
        Assert.Equal([2, 6], Enumerable.Range(0, rows.Count).Where(at => marks[EntryMarks.KeyOf(rows[at])].Contains(EntryMark.WithoutAssignment)));
        Assert.DoesNotContain(rows, row => row.By != office.OtherLead.Id.Text && marks[EntryMarks.KeyOf(row)].Contains(EntryMark.ManyOpenings));
        var crowded = await EntryMarks.OfAsync(others, cases, CancellationToken.None);
        // With the one of the other case, the first day has as many, too.
        Assert.Equal(others.Count, others.Count(row => crowded[EntryMarks.KeyOf(row)].Contains(EntryMark.ManyOpenings)));
        cases.Outbox.Remove(rows[6]);
        await cases.SaveChangesAsync();
        var quieter = await EntryMarks.OfAsync(others, cases, CancellationToken.None);
        Assert.Equal(others.TakeLast(EntryMarks.Many), others.Where(row => quieter[EntryMarks.KeyOf(row)].Contains(EntryMark.ManyOpenings)));

        OutboxEntry Logged(Person by, SignedAct act)
        {
            var entry = OutboxEntry.Of(CanonicalJson.Write(by.Sign(act)));
            entry.Index = index++;
            return entry;
        }
    }

    [Theory, BothDatabases]
    public async Task An_opening_after_the_end_of_what_gave_the_part_is_marked(Database database)
    {
        using var store = await Store.CreateAsync(database, postgres);
        using var office = new PortalOffice();
        await using var host = await PortalHost.StartAsync(store);
        await office.OpenAsync(host);
        var specimen = await SpecimenCase.TakenAsync(host, office);
        await (await specimen.AssignAccountAsync(office.Lead, office.Verifier, days: 14)).SuccessAsync();
        var account = LogId.Parse(specimen.Account.Id.ToString());
        long index = 1000;
        OutboxEntry[] rows =
        [
            Opened(office.Verifier, TimeSpan.FromDays(14)),
            // Within what a device's clock may be ahead.
            Opened(office.Verifier, TimeSpan.FromDays(14) + ActReceiver.Slack),
            Opened(office.Verifier, TimeSpan.FromDays(15)),
            Opened(office.Lead, TimeSpan.FromDays(15)),
            Opened(office.OtherVerifier, TimeSpan.FromDays(15)),
        ];
        await using var cases = await host.OpenCasesAsync();
        var marks = await EntryMarks.OfAsync(rows, cases, CancellationToken.None);
        Assert.Equal([rows[2]], rows.Where(row => marks[EntryMarks.KeyOf(row)].Contains(EntryMark.AfterEnd)));
        // Given once more, for longer; only what is opened behind that is in its time.
        await (await specimen.AssignAccountAsync(office.Lead, office.Verifier, days: 30)).SuccessAsync();
        marks = await EntryMarks.OfAsync(rows, cases, CancellationToken.None);
        Assert.DoesNotContain(rows, row => marks[EntryMarks.KeyOf(row)].Contains(EntryMark.AfterEnd));
        rows[2].Index = 0;
        marks = await EntryMarks.OfAsync(rows, cases, CancellationToken.None);
        Assert.DoesNotContain(EntryMark.AfterEnd, marks[EntryMarks.KeyOf(rows[2])]);

        OutboxEntry Opened(Person by, TimeSpan late)
        {
            var entry = OutboxEntry.Of(CanonicalJson.Write(by.Sign(new PartsOpened(by.Stamp(late), Purpose.Verify, specimen.LogId, [account], new Bytes32(new byte[32])))));
            entry.Index = index++;
            return entry;
        }
    }

    [Theory, BothDatabases]
    public async Task An_opening_for_which_the_gate_gave_nothing_says_so(Database database)
    {
        using var store = await Store.CreateAsync(database, postgres);
        using var office = new PortalOffice();
        await using var host = await PortalHost.StartAsync(store);
        await office.OpenAsync(host);
        var specimen = await SpecimenCase.TakenAsync(host, office);
        await (await specimen.OpenAsync(office.Lead, Purpose.Read, specimen.Account.Id)).SuccessAsync();
        Assert.DoesNotContain("the gate gave nothing", await office.Auditor.PageAsync("/audit"), StringComparison.Ordinal);
        Assert.Equal(0, Shredding.Run(["shred", host.Gate.Folder, specimen.Case.ToString()]));
        await (await specimen.OpenAsync(office.Deputy, Purpose.Read, specimen.Account.Id)).RefusedAsync(HttpStatusCode.Gone, "gate.shredded");

        string page = await office.Auditor.PageAsync("/audit");
        int first = page.IndexOf("Look at these first", StringComparison.Ordinal), all = page.IndexOf("id=\"entries\"", StringComparison.Ordinal);
        Assert.True(first > 0 && first < all);
        foreach (string part in new[] { page[first..all], page[all..] })
            Assert.Single(part.Split("the gate gave nothing")[1..]);
        Assert.Contains("kestrel</bdi></a> opened one part to read.", page[first..all], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_witness_that_saw_more_of_the_log_than_there_is_stands_at_the_top_of_the_page()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var log = WitnessHost.LogOf(store);
        await using var witness = await WitnessHost.StartAsync(store, "one.example", log.Key);
        using (var longer = LogWriter.Open(Path.Combine(store.Folder, "fork"), log))
        {
            longer.Append([.. Enumerable.Range(0, 200).Select(entry => new[] { (byte)entry })]);
            Assert.Equal(200, witness.Ask(longer.Tree));
        }

        using var office = new PortalOffice { Witnesses = WitnessHost.Policy(1, witness.Key) };
        await using var host = await PortalHost.StartAsync(store, WitnessHost.Addresses(store, witness));
        await office.OpenAsync(host);
        var collector = host.Services.GetRequiredService<WitnessCollector>();
        await host.UntilAsync(() => collector.Witnesses is [{ RaisesAlarm: true }]);
        // The sessions are older than the wait: its clock ran fast.
        await office.SignInAsync(host);
        string page = await office.Auditor.PageAsync("/audit");
        Assert.Contains("<bdi>one.example</bdi> saw more of this log than there is here: an old copy was put back.", page, StringComparison.Ordinal);
        Assert.True(page.IndexOf("role=\"alert\"", StringComparison.Ordinal) < page.IndexOf("<h2", StringComparison.Ordinal));
    }

    [Theory, BothDatabases]
    public async Task What_a_search_finds_can_be_taken_away_as_a_table(Database database)
    {
        using var store = await Store.CreateAsync(database, postgres);
        using var office = new PortalOffice();
        await using var host = await PortalHost.StartAsync(store);
        await office.OpenAsync(host);
        var specimen = await SpecimenCase.TakenAsync(host, office);
        var opened = await (await specimen.OpenAsync(office.Lead, Purpose.Read, specimen.Account.Id)).SuccessAsync();

        string[] lines = (await office.Auditor.Client.GetStringAsync("/audit/entries.csv?type=open/v1&purpose=read")).TrimEnd().Split("\r\n");
        Assert.Equal("index,type,purpose,stage,at,by,by_name,about,about_name,case,refused,leaf,sentence", lines[0]);
        string leaf = Convert.ToHexStringLower(Rfc6962.Leaf(System.Text.Encoding.UTF8.GetBytes((string)opened["logged"]!["entry"]!)).ToArray());
        Assert.Equal(
            [$"{(long)opened["logged"]!["index"]!},open/v1,read,,2026-11-24T12:00:00Z,{office.Lead.Id.Text},heron,,,{specimen.Handle.Text},,{leaf},heron opened one part to read."],
            lines[1..]);
        string all = await office.Auditor.Client.GetStringAsync("/audit/entries.csv");
        Assert.Contains($",{office.Deputy.Id.Text},kestrel,{specimen.Handle.Text},,", all, StringComparison.Ordinal);
        Assert.Contains("\"heron took the case, with kestrel as deputy.\"", all, StringComparison.Ordinal);
        Assert.Equal("index", (await office.Auditor.Client.GetStringAsync("/audit/entries.csv?to=2000-01-01")).TrimEnd()[..5]);
    }

    [Fact]
    public async Task A_search_that_finds_very_many_says_so_and_everyone_pages_through_all_of_their_own()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new PortalOffice();
        await using var host = await PortalHost.StartAsync(store);
        await office.OpenAsync(host);
        await using var cases = await host.OpenCasesAsync();
        var @case = LogId.Parse(new string('a', 32));
        for (int index = 0; index < 2_050; index++)
        {
            var row = OutboxEntry.Of(CanonicalJson.Write(office.Lead.Sign(new PartsOpened(office.Lead.Stamp(), Purpose.Triage, @case, [@case], new Bytes32(new byte[32])))));
            row.Index = 1000 + index;
            cases.Outbox.Add(row);
        }

        var naming = OutboxEntry.Of(CanonicalJson.Write(office.Deputy.Sign(new CaseTriaged(office.Deputy.Stamp(), @case, LogId.Parse(office.Lead.Id.Text), [new Bytes32(new byte[32])]))));
        naming.Index = 999;
        cases.Outbox.Add(naming);
        await cases.SaveChangesAsync();
        var listing = await EntryListing.ReadAsync(new EntrySearch { Type = "open/v1" }, int.MaxValue, id => id, cases, CancellationToken.None);
        Assert.Equal((2_000, true, 40, 1_050L), (listing.Total, listing.IsMore, listing.Page, listing.Lines[^1].Index));
        long own = await cases.Outbox.LongCountAsync(e => e.By == office.Lead.Id.Text || e.About == office.Lead.Id.Text);
        var last = await EntryListing.OfMemberAsync(office.Lead.Id.Text, int.MaxValue, id => id, cases, CancellationToken.None);
        Assert.Equal((own, false), (last.Total, last.IsMore));
        Assert.Equal("triage/v1", last.Lines[^1].Type);
        var indexes = new List<long>();
        for (int page = 1; page <= last.Pages; page++)
            indexes.AddRange((await EntryListing.OfMemberAsync(office.Lead.Id.Text, page, id => id, cases, CancellationToken.None)).Lines.Select(line => line.Index!.Value));
        Assert.Equal(own, indexes.Count);
        Assert.Equal(indexes.Distinct().OrderDescending(), indexes);
    }

    [Fact]
    public async Task The_whole_log_can_be_taken_away_and_verifies_elsewhere()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new PortalOffice();
        await using var host = await PortalHost.StartAsync(store);
        await office.OpenAsync(host);
        await SpecimenCase.TakenAsync(host, office);

        using var response = await office.Auditor.Client.GetAsync("/audit/log.tar");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        string elsewhere = Directory.CreateDirectory(Path.Combine(store.Folder, "elsewhere")).FullName;
        await TarFile.ExtractToDirectoryAsync(await response.Content.ReadAsStreamAsync(), elsewhere, overwriteFiles: false);
        string folder = Assert.Single(Directory.GetDirectories(elsewhere));
        Assert.True(LogKey.TryParse((await File.ReadAllTextAsync(Path.Combine(folder, "log.vkey"))).Trim(), out var key));
        var log = new LogFolder(Path.Combine(folder, "log"));
        var verdict = Assert.IsType<Verdict.Verified>(await new LogVerifier(log, new Authority(null, key!)).VerifyAsync(CancellationToken.None));
        Assert.EndsWith($"access-log-{verdict.Checkpoint.Size}", folder, StringComparison.Ordinal);
        await (await office.Lead.Client.GetAsync("/audit/log.tar")).RefusedAsync(HttpStatusCode.Forbidden, "access.denied");
    }
}
