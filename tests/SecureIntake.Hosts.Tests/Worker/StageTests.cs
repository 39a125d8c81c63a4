using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SecureIntake.Cases;
using SecureIntake.Cases.Stages;
using SecureIntake.Cases.Submissions;
using SecureIntake.Examination.Documents;
using SecureIntake.Hosts.Tests.Infrastructure;
using SecureIntake.Opening;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Parts;
using SecureIntake.Specimens;
using SecureIntake.Worker.Stages;

namespace SecureIntake.Hosts.Tests.Worker;

/// <summary>A stage from lease to result: the real worker, the real sandbox, both databases.</summary>
[Collection(nameof(WorkerHost))]
public sealed class StageTests(PostgresServer postgres)
{
    private static readonly string[] Lines = ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"];

    [Theory, BothDatabases]
    public async Task Leased_paper_becomes_findings_and_a_safe_copy_for_exactly_the_readers(Database database)
    {
        using var store = await Store.CreateAsync(database, postgres);
        await using var office = await BenchOffice.OpenAsync(store);
        await using var worker = await WorkerHost.StartAsync(office);
        await office.PublishAsync();
        var paper = await office.SealEvidenceAsync(MadeUp.Passport().Bytes, "image/png");
        var keyed = await office.SealKeyedAsync(paper, Lines);
        var ofAnother = await office.SealKeyedAsync(await office.SealEvidenceAsync(MadeUp.Png()), "no zone");

        var run = await office.EndAsync(await office.LeaseAsync(await office.BenchAsync(), [paper, keyed, ofAnother]));

        Assert.Equal((StageState.Done, ""), (run.State, run.Code));
        var result = office.Result(run);
        Assert.Equal((StageOutcome.Done, "examine"), (result.Outcome, result.Stage));
        foreach (var reader in new[] { office.Lead, office.Verifier })
        {
            var findings = await office.OpenAsync(result, Compartment.Finding, reader);
            using var json = JsonDocument.Parse(findings.Read(findings.Record));
            Assert.Equal(paper.Part.Id.Text, json.RootElement.GetProperty("about").GetString());
            var levels = json.RootElement.GetProperty("findings").EnumerateArray()
                .ToDictionary(f => f.GetProperty("check").GetString()!, f => f.GetProperty("level").GetString()!, StringComparer.Ordinal);
            Assert.Equal("pass", levels["mrz.composite"]);
            Assert.Equal("pass", levels["document.type"]);
            var copy = await office.OpenAsync(result, Compartment.Copy, reader);
            Assert.Equal(["copy.json", "page-1.png"], copy.Files.Select(f => f.Name));
            Assert.Equal("\x89PNG"u8[1..].ToArray(), copy.Read(copy.Files[1])[..4]);
        }

        await using var cases = await office.CasesAsync();
        Assert.Equal(4, await cases.Grants.CountAsync(g => g.Purpose == "result"));
        var entry = await cases.Outbox.SingleAsync(e => e.Type == "stage/v1");
        Assert.All(await cases.Grants.Where(g => g.Purpose == "result").ToListAsync(), g => Assert.Equal(entry.Digest, g.Entry));
        await office.LogAsync();
    }

    [Fact]
    public async Task A_run_that_is_done_is_not_done_again()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var office = await BenchOffice.OpenAsync(store);
        await using var worker = await WorkerHost.StartAsync(office);
        await office.PublishAsync();
        var run = await office.EndAsync(await office.LeaseAsync(await office.BenchAsync(), [await office.SealEvidenceAsync(MadeUp.Pdf())]));
        await using var cases = await office.CasesAsync();
        var before = await CountsAsync(cases, office);

        await worker.Services.GetRequiredService<StageJob>().RunAsync(run.Id, CancellationToken.None);
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => worker.Services.GetRequiredService<StageRunner>().RunAsync(run.Id, CancellationToken.None)));

        Assert.Equal(before, await CountsAsync(cases, office));
    }

    [Fact]
    public async Task Two_jobs_of_one_run_at_the_same_time_end_it_once()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var office = await BenchOffice.OpenAsync(store);
        await using var worker = await WorkerHost.StartAsync(office);
        await office.PublishAsync();
        var id = await office.LeaseAsync(await office.BenchAsync(), [await office.SealEvidenceAsync(MadeUp.Passport().Bytes, "image/png")], log: false);
        await office.LogAsync();
        var runner = worker.Services.GetRequiredService<StageRunner>();
        await Task.WhenAll(runner.RunAsync(id, CancellationToken.None), runner.RunAsync(id, CancellationToken.None));
        await office.EndAsync(id);
        await using var cases = await office.CasesAsync();
        Assert.Equal(1, await cases.Outbox.CountAsync(e => e.Type == "stage/v1"));
        Assert.Equal(2, await cases.Parts.CountAsync(p => p.Compartment == "finding" || p.Compartment == "copy"));
    }

    [Fact]
    public async Task Nothing_is_opened_before_the_log_holds_the_lease()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var office = await BenchOffice.OpenAsync(store);
        await using var worker = await WorkerHost.StartAsync(office);
        await office.PublishAsync();
        var id = await office.LeaseAsync(await office.BenchAsync(), [await office.SealEvidenceAsync(MadeUp.Pdf())], log: false);
        await Task.Delay(1500);
        await using (var cases = await office.CasesAsync())
            Assert.Equal(StageState.Waiting, (await cases.StageRuns.SingleAsync(r => r.Id == id)).State);
        await office.LogAsync();
        Assert.Equal(StageState.Done, (await office.EndAsync(id)).State);
    }

    [Fact]
    public async Task Document_that_stalls_its_parser_gives_a_finding_and_the_next_one_is_examined()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var office = await BenchOffice.OpenAsync(store);
        await using var worker = await WorkerHost.StartAsync(office);
        await office.PublishAsync();
        var bench = await office.BenchAsync();
        var stalled = await office.LeaseAsync(bench, [await office.SealEvidenceAsync(Hostile.StallingPdf())]);
        var crashed = await office.LeaseAsync(bench, [await office.SealEvidenceAsync(Hostile.CorruptPdf())]);
        var fine = await office.LeaseAsync(bench, [await office.SealEvidenceAsync(MadeUp.Png().Bytes, "image/png")]);
        foreach (var id in new[] { stalled, crashed })
        {
            var run = await office.EndAsync(id);
            Assert.Equal(StageState.Done, run.State);
            var result = office.Result(run);
            Assert.Equal((StageOutcome.Unsafe, "document.cannot-open-safely"), (result.Outcome, result.Code));
            var findings = await office.OpenAsync(result, Compartment.Finding, office.Verifier);
            Assert.Contains("cannot-open-safely", Encoding.UTF8.GetString(findings.Read(findings.Record)), StringComparison.Ordinal);
            Assert.DoesNotContain(result.Outputs, o => o.Compartment == Compartment.Copy);
        }

        Assert.Equal(StageOutcome.Done, office.Result(await office.EndAsync(fine)).Outcome);
    }

    [Fact]
    public async Task Paper_that_is_too_long_is_never_opened_and_its_readers_are_told()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var office = await BenchOffice.OpenAsync(store);
        await using var worker = await WorkerHost.StartAsync(office, services => services.AddSingleton(new ExaminerOptions { MaxFileBytes = 100_000 }));
        await office.PublishAsync();
        var paper = await office.SealEvidenceAsync(new byte[200_000], "application/pdf");
        // It need not even be whole: nobody reads it.
        File.Delete(Path.Combine(store.Folder, "blobs", paper.Part.Blob.Text));
        var keyed = await office.SealKeyedAsync(paper, Lines);
        var result = office.Result(await office.EndAsync(await office.LeaseAsync(await office.BenchAsync(), [paper, keyed])));
        Assert.Equal(StageOutcome.Unsafe, result.Outcome);
        var findings = await office.OpenAsync(result, Compartment.Finding, office.Verifier);
        string json = Encoding.UTF8.GetString(findings.Read(findings.Record));
        Assert.Contains("too-large", json, StringComparison.Ordinal);
        Assert.Contains("mrz.composite", json, StringComparison.Ordinal);
    }

    private static readonly Dictionary<string, (string Code, Func<BenchOffice, LeaseTerms, LeaseTerms> Change)> Wrong = new(StringComparer.Ordinal)
    {
        ["a run that is not this bench's"] = ("bench.gone", (_, terms) => terms with { Run = Sealing.OpaqueId.Create(RandomNumberGenerator.Fill) }),
        ["signed by a verifier"] = ("lease.signature", (office, terms) => terms with { Signer = office.Verifier.Key.SigningKey }),
        ["a lease that has ended"] = ("lease.expired", (_, terms) => terms with { Expires = DateTimeOffset.UtcNow.AddSeconds(-2) }),
        ["the case of another"] = ("lease.malformed", (_, terms) => terms with { Case = Sealing.OpaqueId.Create(RandomNumberGenerator.Fill) }),
        ["a reader with another's key"] = ("lease.reader", (office, terms) => terms with { Readers = [new Reader(office.Verifier.Id, office.Lead.Key.Identity.Recipient)] }),
        ["a reader who is no member"] = ("lease.reader", (office, terms) => terms with { Readers = [.. terms.Readers, new Reader(Sealing.OpaqueId.Create(RandomNumberGenerator.Fill), office.Lead.Key.Identity.Recipient)] }),
        ["a log entry about something else"] = ("lease.entry", (_, terms) => terms with { LoggedInstead = SignedDocument.Unsigned(new ResultDocument(1, terms.Run, terms.Run, "examine", StageOutcome.Done, "", [], terms.Run)) }),
        ["a grant that is not there"] = ("grant.missing", (_, terms) => terms with { WithheldGrants = 1 }),
        ["a grant signed by a verifier"] = ("grant.signature", (office, terms) => terms with { GrantSigner = _ => office.Verifier.Key.SigningKey }),
        ["a grant for another purpose"] = ("grant.malformed", (_, terms) => terms with { ChangeGrant = grant => grant with { Purpose = GrantPurpose.Verify } }),
        ["a grant that has ended"] = ("grant.malformed", (_, terms) => terms with { ChangeGrant = grant => grant with { Expires = DateTimeOffset.UtcNow.AddSeconds(-2) } }),
        ["a grant of another payload"] = ("grant.malformed", (_, terms) => terms with { ChangeGrant = grant => grant with { Payload = new Bytes32(new byte[32]) } }),
        ["a grant of another compartment"] = ("grant.malformed", (_, terms) => terms with { ChangeGrant = grant => grant with { Compartment = Compartment.Account } }),
        ["another file key"] = ("part.payload", (_, terms) => terms with { ChangeGrant = grant => grant with { Commitment = new Bytes32(new byte[32]) } }),
        ["a header for someone else"] = ("part.header", (office, terms) => terms with { Recipient = office.Verifier.Key.Identity.Recipient, ChangeGrant = grant => grant with { Recipient = office.BenchRecipient } }),
    };

    public static TheoryData<string> WrongThings => [.. Wrong.Keys];

    [Theory]
    [MemberData(nameof(WrongThings))]
    public async Task What_a_lead_did_not_lease_in_order_is_refused_with_its_code(string wrong)
    {
        var (code, change) = Wrong[wrong];
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var office = await BenchOffice.OpenAsync(store);
        await using var worker = await WorkerHost.StartAsync(office);
        await office.PublishAsync();
        var bench = await office.BenchAsync();
        office.BenchRecipient = new Bytes32(bench.Recipient.Digest);
        var id = await office.LeaseAsync(bench, [await office.SealEvidenceAsync(MadeUp.Png())], terms => change(office, terms));
        var run = await office.EndAsync(id);
        Assert.Equal((StageState.Failed, code), (run.State, run.Code));
        var result = office.Result(run);
        Assert.Equal((StageOutcome.Failed, code, 0), (result.Outcome, result.Code, result.Outputs.Count));
        await using var cases = await office.CasesAsync();
        Assert.False(await cases.Grants.AnyAsync(g => g.Purpose == "result"));
        Assert.Equal(1, await cases.Outbox.CountAsync(e => e.Type == "stage/v1"));
    }

    [Fact]
    public async Task Payload_that_was_changed_on_disk_is_refused()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var office = await BenchOffice.OpenAsync(store);
        await using var worker = await WorkerHost.StartAsync(office);
        await office.PublishAsync();
        var bench = await office.BenchAsync();
        var (changed, gone, cut) = (await office.SealEvidenceAsync(MadeUp.Png()), await office.SealEvidenceAsync(MadeUp.Png()), await office.SealEvidenceAsync(MadeUp.Png()));
        string PathOf(HeldPart held) => Path.Combine(store.Folder, "blobs", held.Part.Blob.Text);
        byte[] bytes = await File.ReadAllBytesAsync(PathOf(changed));
        bytes[5000] ^= 1;
        await File.WriteAllBytesAsync(PathOf(changed), bytes);
        File.Delete(PathOf(gone));
        await File.WriteAllBytesAsync(PathOf(cut), bytes[..^1]);
        foreach (var (held, code) in new[] { (changed, "part.payload"), (gone, "part.missing"), (cut, "part.payload") })
            Assert.Equal(code, (await office.EndAsync(await office.LeaseAsync(bench, [held]))).Code);
    }

    [Fact]
    public async Task Part_whose_content_is_not_evidence_is_refused()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var office = await BenchOffice.OpenAsync(store);
        await using var worker = await WorkerHost.StartAsync(office);
        await office.PublishAsync();
        var bench = await office.BenchAsync();
        HeldPart[] odd =
        [
            await office.SealAsync(Compartment.Evidence, new PartEntry("evidence.json", "{}"u8.ToArray()), new PartEntry("evidence.pdf", [1])),
            await office.SealAsync(Compartment.Evidence, new PartEntry("evidence.json", "not JSON"u8.ToArray()), new PartEntry("evidence.pdf", [1])),
            await office.SealAsync(Compartment.Evidence, new PartEntry("evidence.json", JsonSerializer.SerializeToUtf8Bytes(new
            {
                v = 1, file = "evidence.pdf", name = "", kind = "document", type = "application/pdf", size = 1, sha256 = new byte[32], note = "",
            })), new PartEntry("evidence.pdf", [1])),
        ];
        foreach (var held in odd)
            Assert.Equal("part.content", (await office.EndAsync(await office.LeaseAsync(bench, [held]))).Code);
        var paper = await office.SealEvidenceAsync(MadeUp.Png());
        var keyed = await office.SealAsync(Compartment.Keyed, new PartEntry("keyed.json", """{"v":1,"about":"x","mrz":[null]}"""u8.ToArray()));
        Assert.Equal("part.content", (await office.EndAsync(await office.LeaseAsync(bench, [paper, keyed]))).Code);
    }

    private static async Task<(int, int, int, int, int)> CountsAsync(CasesContext cases, BenchOffice office) => (
        await cases.Parts.CountAsync(), await cases.Grants.CountAsync(), await cases.Outbox.CountAsync(),
        (await cases.StageRuns.AsNoTracking().SingleAsync()).Version, Directory.GetFiles(Path.Combine(office.Store.Folder, "blobs")).Length);
}
