using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SecureIntake.Audit;
using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;
using SecureIntake.Cases.Auditing;
using SecureIntake.Hosts.Tests.Infrastructure;
using SecureIntake.Portal.Log;

namespace SecureIntake.Hosts.Tests.Portal;

public sealed class AuditPagesTests(PostgresServer postgres)
{
    private static readonly JsonSerializerOptions Canonical = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Theory, BothDatabases]
    public async Task The_auditor_finds_entries_by_type_member_stage_case_and_day(Database database)
    {
        using var store = await Store.CreateAsync(database, postgres);
        using var office = new PortalOffice();
        await using var host = await PortalHost.StartAsync(store);
        await office.OpenAsync(host);
        var specimen = await SpecimenCase.ArriveAsync(host, office);
        var other = await SpecimenCase.ArriveAsync(host, office);
        await (await specimen.OpenAsync(office.Lead, Purpose.Triage, specimen.Account.Id)).SuccessAsync();
        await (await other.OpenAsync(office.OtherLead, Purpose.Triage, other.Account.Id)).SuccessAsync();
        await (await specimen.TriageAsync(office.Lead, office.Deputy)).SuccessAsync();
        await (await specimen.LeaseAsync(office.Deputy, await specimen.StartBenchAsync(), [office.Lead, office.Deputy])).SuccessAsync();

        const string Opened = "heron opened one part to triage the case.";
        const string OpenedByOther = "swift opened one part to triage the case.";
        const string Taken = "heron took the case, with kestrel as deputy.";
        const string Leased = "kestrel leased a paper to the bench to examine it.";
        await ShowsAsync("/audit", Opened, OpenedByOther, Taken, Leased);
        await ShowsAsync("/audit?type=open/v1", Opened, OpenedByOther);
        await ShowsAsync($"/audit?member={office.Lead.Id.Text}", Opened, Taken);
        await ShowsAsync("/audit?stage=examine", Leased);
        await ShowsAsync($"/audit?stage=examine&member={office.Lead.Id.Text}");
        await ShowsAsync($"/audit?member={office.Deputy.Id.Text}", Taken, Leased);
        await ShowsAsync($"/audit?case={other.Handle.Text[..4]}+{other.Handle.Text[4..8]}", OpenedByOther);
        await ShowsAsync("/audit?from=2026-11-24&to=2026-11-24", Opened, OpenedByOther, Taken, Leased);
        await ShowsAsync("/audit?from=2026-11-25");
        await ShowsAsync("/audit?to=2026-11-23");
        await ShowsAsync("/audit?case=%25");
        await ShowsAsync("/audit?from=nonsense&page=-1", Opened, OpenedByOther, Taken, Leased);

        async Task ShowsAsync(string path, params string[] sentences)
        {
            string page = await office.Auditor.PageWithoutLinksAsync(path);
            foreach (string sentence in new[] { Opened, OpenedByOther, Taken, Leased })
                Assert.Equal(sentences.Contains(sentence), page.Contains(sentence, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Everyone_sees_their_own_entries_with_their_proofs_and_nobody_elses()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new PortalOffice();
        await using var host = await PortalHost.StartAsync(store);
        await office.OpenAsync(host);
        var specimen = await SpecimenCase.ArriveAsync(host, office);
        var answer = await (await specimen.OpenAsync(office.Lead, Purpose.Triage, specimen.Account.Id)).SuccessAsync();
        long index = (long)answer["logged"]!["index"]!;

        Assert.Contains("heron opened", await office.Lead.PageAsync("/own-entries"), StringComparison.Ordinal);
        Assert.DoesNotContain("heron opened", await office.Deputy.PageAsync("/own-entries"), StringComparison.Ordinal);
        string proof = $"/entries/{index}/proof.json";
        foreach (var reader in new[] { office.Lead, office.Auditor })
            Assert.Equal((string?)answer["logged"]!["entry"], (string?)(await (await reader.Client.GetAsync(proof)).SuccessAsync())["entry"]);
        await (await office.Deputy.Client.GetAsync(proof)).RefusedAsync(HttpStatusCode.NotFound, "request.not-found");
        await (await office.Auditor.Client.GetAsync("/entries/99999/proof.json")).RefusedAsync(HttpStatusCode.NotFound, "request.not-found");
        await (await office.Lead.Client.GetAsync("/audit")).RefusedAsync(HttpStatusCode.Forbidden, "access.denied");
    }

    [Theory, BothDatabases]
    public async Task What_the_log_refused_stands_last_and_says_so_whatever_it_is(Database database)
    {
        using var store = await Store.CreateAsync(database, postgres);
        using var office = new PortalOffice();
        await using var host = await PortalHost.StartAsync(store);
        await office.OpenAsync(host);
        var specimen = await SpecimenCase.ArriveAsync(host, office);
        var notALead = OutboxEntry.Of(Encoding.UTF8.GetBytes(office.Verifier.Sign(new CaseTriaged(
            office.Verifier.Stamp(), specimen.LogId, LogId.Parse(office.Deputy.Id.Text), [new Bytes32(RandomNumberGenerator.GetBytes(32))])).ToJsonString(Canonical)));
        byte[] bytes = Encoding.UTF8.GetBytes(@"{""act"":{""type"":""\ud800""}}");
        var hostile = new OutboxEntry
        {
            Digest = SHA256.HashData(bytes),
            Entry = bytes,
            Type = "open/v1",
            By = office.Verifier.Id.Text,
            Case = "ab",
            At = PortalHost.Noon,
        };
        await using (var cases = await host.OpenCasesAsync())
        {
            cases.Outbox.AddRange(notALead, hostile);
            await cases.SaveChangesAsync();
        }

        var sequencer = host.Services.GetRequiredService<Sequencer>();
        foreach (var entry in new[] { notALead, hostile })
            await Assert.ThrowsAsync<EntryRefusedException>(() => sequencer.WaitAsync(entry.Digest, CancellationToken.None));
        await (await specimen.TriageAsync(office.Lead, office.Deputy)).SuccessAsync();

        foreach (var (person, path) in new[] { (office.Auditor, "/audit?to=2026-12-31"), (office.Verifier, "/own-entries") })
        {
            string page = await person.PageWithoutLinksAsync(path);
            Assert.Contains("The log refused 2: they had no effect and stand last.", page, StringComparison.Ordinal);
            Assert.Equal(2, page.Split("<span class=\"chip is-danger\">refused</span>").Length - 1);
            Assert.Contains("This cannot be read as an entry.", page, StringComparison.Ordinal);
            Assert.Contains("linnet took the case, with kestrel as deputy.", page, StringComparison.Ordinal);
            Assert.DoesNotContain("waiting for the log", page, StringComparison.Ordinal);
            Assert.True(page.LastIndexOf("<span>Entry ", StringComparison.Ordinal) < page.IndexOf(">refused<", StringComparison.Ordinal));
        }

        string story = await office.Lead.PageAsync($"/cases/{specimen.Handle.Text}");
        Assert.Contains("refused by the log, so it had no effect", story, StringComparison.Ordinal);
        Assert.True(story.IndexOf("heron took the case", StringComparison.Ordinal) < story.IndexOf("linnet took the case", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_public_files_hold_what_was_done_and_verify_offline()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new PortalOffice();
        await using var host = await PortalHost.StartAsync(store);
        await office.OpenAsync(host);
        var specimen = await SpecimenCase.ArriveAsync(host, office);
        var answer = await (await specimen.OpenAsync(office.Lead, Purpose.Triage, specimen.Account.Id)).SuccessAsync();
        using var anyone = host.Connect();
        string checkpoint = await anyone.GetStringAsync("/log/checkpoint");
        Assert.Equal((string?)answer["logged"]!["checkpoint"], checkpoint);
        Assert.True(LogKey.TryParse((await File.ReadAllTextAsync(Path.Combine(store.Folder, "log.vkey"))).Trim(), out var key));
        Assert.True(new LogFolder(Path.Combine(store.Folder, "log")).TryOpen(key!, out var tree));
        Assert.Contains(tree!.ReadEntries(0, tree.Size), entry => entry.Span.SequenceEqual(System.Text.Encoding.UTF8.GetBytes((string)answer["logged"]!["entry"]!)));
    }

    [Fact]
    public async Task The_audit_page_is_there_while_the_log_cannot_be_written()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var log = WitnessHost.LogOf(store);
        await using var witness = await WitnessHost.StartAsync(store, "one.example", log.Key);
        using var office = new PortalOffice { Witnesses = WitnessHost.Policy(1, witness.Key) };
        await using var host = await PortalHost.StartAsync(store, WitnessHost.Addresses(store, witness));
        await office.OpenAsync(host);
        var collector = host.Services.GetRequiredService<WitnessCollector>();
        await host.UntilAsync(() => collector.Behind(collector.Witnesses[0]) == 0);

        string folder = Path.Combine(store.Folder, "log");
        Directory.Move(folder, folder + "-away");
        await File.WriteAllTextAsync(folder, "");
        await using (var cases = await host.OpenCasesAsync())
        {
            cases.Outbox.Add(OutboxEntry.Of(Entry.Record(new MemberEnrolled(LogId.Parse(new string('c', 32)), new Bytes32(new byte[32]))).Bytes.ToArray()));
            await cases.SaveChangesAsync();
        }

        await host.UntilAsync(() => collector.Behind(collector.Witnesses[0]) is null);
        // The sessions are older than the wait: its clock ran fast.
        await office.SignInAsync(host);
        string page = await office.Auditor.PageAsync("/audit");
        Assert.Contains("one.example", page, StringComparison.Ordinal);
        Assert.Contains("not known: the log cannot be written", page, StringComparison.Ordinal);

        File.Delete(folder);
        Directory.Move(folder + "-away", folder);
        await host.UntilAsync(() => collector.Behind(collector.Witnesses[0]) == 0);
    }
}
