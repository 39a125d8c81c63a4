using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SecureIntake.Audit.Events;
using SecureIntake.Cases;
using SecureIntake.Cases.Storage;
using SecureIntake.Cases.Submissions;
using SecureIntake.Hosts.Tests.Infrastructure;
using SecureIntake.Intake.Submissions;
using SecureIntake.Intake.Uploads;
using SecureIntake.Opening;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Gates;
using SecureIntake.Sealing.Parts;

namespace SecureIntake.Hosts.Tests.Intake;

public sealed class SubmissionTests(PostgresServer postgres)
{
    [Defends("T-26")]
    [Theory, BothDatabases]
    public async Task A_submission_enters_whole_with_its_headers_payloads_and_a_receipt_in_the_outbox(Database database)
    {
        using var store = await Store.CreateAsync(database, postgres);
        using var office = new SpecimenOffice();
        await using var intake = await IntakeHost.StartAsync(store, office);
        await intake.PublishAsync(office, SpecimenOffice.Week);
        var submission = SpecimenSubmission.Seal(office, evidence: 3);
        await submission.SubmitAsync(intake.Client);
        await using (var before = await intake.OpenCasesAsync()) Assert.Empty(await before.Submissions.ToListAsync());

        Assert.Equal(1, (await intake.Batch.RunAsync(even: true, CancellationToken.None)).Entered);
        await using var cases = await intake.OpenCasesAsync();
        var row = await cases.Submissions.SingleAsync();
        Assert.Equal((SpecimenOffice.Today, submission.Week, CaseState.Untriaged), (row.Day, row.Week, row.State));
        Assert.Equal(submission.Tag, Convert.ToBase64String(row.Tag));
        var parts = await cases.Parts.ToListAsync();
        Assert.Equal(submission.Parts.Count, parts.Count);
        var blobs = intake.Services.GetRequiredService<BlobStore>();
        foreach (var sent in submission.Parts)
        {
            var part = parts.Single(p => p.Id.Text == sent.Id);
            Assert.Equal((row.Handle, sent.Compartment.Name, sent.Number), (part.Case, part.Compartment, part.Number));
            Assert.Equal(sent.Bytes[..1627], Released(office, row, part));
            await using var blob = blobs.OpenRead(part.Blob);
            using var payload = new MemoryStream();
            await blob.CopyToAsync(payload);
            Assert.Equal(sent.Payload, payload.ToArray());
            Assert.Equal((sent.Payload.Length, Convert.ToHexString(SHA256.HashData(sent.Payload))), (part.Length, Convert.ToHexString(part.Digest)));
        }

        Assert.Equal(SubmissionManifest.Digest(row.Salt, row.Week, row.Tag, parts), row.Digest);
        var entries = await cases.Outbox.Where(entry => entry.Type == "receipt/v1").Select(entry => entry.Entry).ToListAsync();
        Assert.Equal(4, entries.Count);
        Assert.Single(entries, entry => Entry.TryParse(entry, out var read) && read.Act is SubmissionReceived receipt
            && receipt.Tag.ToString() == submission.Tag && receipt.Digest.ToArray().SequenceEqual(row.Digest) && receipt.Day == SpecimenOffice.Today);
        Assert.Empty(Directory.GetFiles(Path.Combine(store.Folder, "staging"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Testimony_enters_while_a_lockdown_stands()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new SpecimenOffice();
        await using var intake = await IntakeHost.StartAsync(store, office);
        await intake.PublishAsync(office, SpecimenOffice.Week);
        await using var cases = await intake.OpenCasesAsync();
        cases.StandingLockdowns.Add(new SecureIntake.Cases.Stages.StandingLockdown { Leaf = "a lockdown" });
        await cases.SaveChangesAsync();
        await SpecimenSubmission.Seal(office).SubmitAsync(intake.Client);
        Assert.Equal(1, (await intake.Batch.RunAsync(even: true, CancellationToken.None)).Entered);
        Assert.Equal(1, await cases.Submissions.CountAsync());
    }

    [Fact]
    public async Task A_trial_enters_submissions_at_once()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new SpecimenOffice();
        await using var intake = await IntakeHost.StartAsync(store, office, null, ("Intake:BatchHours", "0"));
        await intake.PublishAsync(office, SpecimenOffice.Week);
        await SpecimenSubmission.Seal(office).SubmitAsync(intake.Client);
        await using var cases = await intake.OpenCasesAsync();
        for (int i = 0; i < 200 && !await cases.Submissions.AnyAsync(); i++) await Task.Delay(25);
        Assert.Single(await cases.Submissions.ToListAsync());
    }

    [Theory, BothDatabases]
    public async Task The_same_submission_sent_again_is_accepted_again_and_kept_once(Database database)
    {
        using var store = await Store.CreateAsync(database, postgres);
        using var office = new SpecimenOffice();
        await using var intake = await IntakeHost.StartAsync(store, office);
        await intake.PublishAsync(office, SpecimenOffice.Week);
        var submission = SpecimenSubmission.Seal(office);
        await submission.SubmitAsync(intake.Client);
        Assert.Equal(HttpStatusCode.Created, (await submission.CommitAsync(intake.Client)).StatusCode);
        await intake.Batch.RunAsync(even: true, CancellationToken.None);
        Assert.Equal(HttpStatusCode.Created, (await submission.CommitAsync(intake.Client)).StatusCode);
        // A client that lost every answer uploads again as well.
        await submission.SubmitAsync(intake.Client);
        await intake.Batch.RunAsync(even: true, CancellationToken.None);
        await using var cases = await intake.OpenCasesAsync();
        Assert.Equal((1, submission.Parts.Count), (await cases.Submissions.CountAsync(), await cases.Parts.CountAsync()));
    }

    [Fact]
    public async Task Another_submission_cannot_take_a_tag_or_a_part_id()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new SpecimenOffice();
        await using var intake = await IntakeHost.StartAsync(store, office);
        await intake.PublishAsync(office, SpecimenOffice.Week);
        var first = SpecimenSubmission.Seal(office);
        await first.SubmitAsync(intake.Client);
        for (int entered = 0; entered < 2; entered++)
        {
            var second = SpecimenSubmission.Seal(office);
            await second.UploadAsync(intake.Client);
            var request = second.Request();
            request["tag"] = first.Tag;
            await TusClient.RefusedAsync(HttpStatusCode.Conflict, "submission.used", await intake.Client.CommitAsync(request.ToJsonString()));
            request = second.Request();
            request["parts"]![0]!["part"] = first.Parts[2].Id;
            await TusClient.RefusedAsync(HttpStatusCode.Conflict, "submission.used", await intake.Client.CommitAsync(request.ToJsonString()));
            await intake.Batch.RunAsync(even: true, CancellationToken.None);
        }
    }

    [Fact]
    public void Fifty_parts_are_a_submission_and_one_more_is_none()
    {
        Assert.True(SubmissionRules.AreWhole(Parts(custodians: 7), custodians: 7, maxParts: 50));
        Assert.False(SubmissionRules.AreWhole(Parts(custodians: 8), custodians: 8, maxParts: 50));

        static List<PartRequest> Parts(int custodians) =>
        [
            Part(Compartment.Account), Part(Compartment.Mailbox), Part(Compartment.Source),
            .. Enumerable.Range(1, custodians).Select(number => Part(Compartment.Share, number)),
            .. Enumerable.Range(0, 40).Select(_ => Part(Compartment.Evidence)),
        ];

        static PartRequest Part(Compartment compartment, int number = 0) =>
            new(Id<Upload>.New(RandomNumberGenerator.Create()), Id<Part>.New(RandomNumberGenerator.Create()), compartment, number);
    }

    public static TheoryData<string> NotWhole => new(
        "no account", "no mailbox", "no source", "no share", "two accounts", "two shares of one number", "share 4", "share 0", "share without number", "number on evidence",
        "41 evidence", "repeated part", "repeated upload", "swapped compartments", "empty");

    [Defends("T-10")]
    [Theory, MemberData(nameof(NotWhole))]
    public async Task Missing_surplus_and_swapped_parts_are_refused_and_nothing_enters(string what)
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new SpecimenOffice();
        await using var intake = await IntakeHost.StartAsync(store, office);
        await intake.PublishAsync(office, SpecimenOffice.Week);
        var submission = SpecimenSubmission.Seal(office);
        await submission.UploadAsync(intake.Client);
        var request = submission.Request();
        var parts = request["parts"]!.AsArray();
        bool malformed = Spoil(what, parts, await intake.Client.UploadAsync("share", submission.Parts[3].Bytes), await intake.Client.UploadAsync("account", submission.Parts[^1].Bytes));
        using var answer = await intake.Client.CommitAsync(request.ToJsonString());
        if (malformed) await TusClient.RefusedAsync(HttpStatusCode.BadRequest, "request.malformed", answer);
        else await TusClient.RefusedAsync(HttpStatusCode.UnprocessableEntity, "submission.parts", answer);

        Assert.Equal(0, (await intake.Batch.RunAsync(even: false, CancellationToken.None)).Entered);
        // Nothing is lost: the client can still commit what it meant.
        Assert.Equal(HttpStatusCode.Created, (await submission.CommitAsync(intake.Client)).StatusCode);
    }

    [Fact]
    public async Task An_upload_that_is_unknown_or_not_complete_is_refused()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new SpecimenOffice();
        await using var intake = await IntakeHost.StartAsync(store, office);
        await intake.PublishAsync(office, SpecimenOffice.Week);
        var submission = SpecimenSubmission.Seal(office);
        await submission.UploadAsync(intake.Client);
        string good = submission.Parts[0].Upload;
        submission.Parts[0].Upload = new string('0', 32);
        await TusClient.RefusedAsync(HttpStatusCode.NotFound, "upload.unknown", await submission.CommitAsync(intake.Client));

        submission.Parts[0].Upload = await intake.Client.BeginAsync("evidence", submission.Parts[0].Bytes.Length);
        await TusClient.RefusedAsync(HttpStatusCode.Conflict, "submission.incomplete", await submission.CommitAsync(intake.Client));
        using var most = await intake.Client.AppendAsync(submission.Parts[0].Upload, 0, submission.Parts[0].Bytes[..^1]);
        await TusClient.RefusedAsync(HttpStatusCode.Conflict, "submission.incomplete", await submission.CommitAsync(intake.Client));

        submission.Parts[0].Upload = good;
        Assert.Equal(HttpStatusCode.Created, (await submission.CommitAsync(intake.Client)).StatusCode);
        // What belongs to a submission is out of its client's hands.
        await TusClient.RefusedAsync(HttpStatusCode.NotFound, "upload.unknown", await intake.Client.SendAsync(HttpMethod.Delete, $"/uploads/{good}"));
    }

    [Fact]
    public async Task A_week_that_is_unknown_or_too_old_is_refused()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new SpecimenOffice();
        await using var intake = await IntakeHost.StartAsync(store, office);
        await intake.PublishAsync(office, SpecimenOffice.Week);
        var submission = SpecimenSubmission.Seal(office);
        await submission.UploadAsync(intake.Client);
        submission.Week = SpecimenOffice.Week.Next.ToString();
        await TusClient.RefusedAsync(HttpStatusCode.UnprocessableEntity, "submission.week", await submission.CommitAsync(intake.Client));
        submission.Week = SpecimenOffice.Week.ToString();
        intake.Time.SetUtcNow(new DateTimeOffset(SpecimenOffice.Week.Monday.AddDays(15), TimeOnly.MinValue, TimeSpan.Zero));
        submission.Parts.ForEach(part => part.Upload = "");
        await submission.UploadAsync(intake.Client);
        await TusClient.RefusedAsync(HttpStatusCode.UnprocessableEntity, "submission.week", await submission.CommitAsync(intake.Client));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("SPECIMEN plain text")]
    [InlineData("""{"week":"2026-W48","tag":"AA==","parts":[]}""")]
    [InlineData("""{"week":"2026-W48","tag":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","parts":[null]}""")]
    [InlineData("""{"week":"2026-W48","tag":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","parts":null}""")]
    [InlineData("""{"week":"2026-W54","tag":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","parts":[]}""")]
    [InlineData("""{"week":"2026-W48","tag":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","parts":[],"name":"x"}""")]
    [InlineData("""{"week":"2026-W48","week":"2026-W48","tag":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","parts":[]}""")]
    public async Task A_request_that_is_not_of_its_shape_is_refused(string json)
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new SpecimenOffice();
        await using var intake = await IntakeHost.StartAsync(store, office);
        await intake.PublishAsync(office, SpecimenOffice.Week);
        await TusClient.RefusedAsync(HttpStatusCode.BadRequest, "request.malformed", await intake.Client.CommitAsync(json));
    }

    [Defends("T-01")]
    [Fact]
    public async Task Nothing_of_a_source_stands_in_clear_in_any_file_or_line()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new SpecimenOffice();
        await using var intake = await IntakeHost.StartAsync(store, office);
        await intake.PublishAsync(office, SpecimenOffice.Week);
        var submission = SpecimenSubmission.Seal(office);
        await submission.SubmitAsync(intake.Client);
        await intake.Batch.RunAsync(even: true, CancellationToken.None);
        byte[] canary = System.Text.Encoding.UTF8.GetBytes(SpecimenSubmission.Canary);
        Assert.All(Directory.GetFiles(store.Folder, "*", SearchOption.AllDirectories), file => Assert.Equal(-1, ReadShared(file).AsSpan().IndexOf(canary)));
        Assert.DoesNotContain(intake.Lines.All, line => line.Contains(SpecimenSubmission.Canary, StringComparison.Ordinal));
        Assert.DoesNotContain(intake.Lines.All, line => submission.Parts.Any(part => line.Contains(part.Id, StringComparison.Ordinal) || line.Contains(part.Upload, StringComparison.Ordinal)));
    }

    /// <summary>The header as it was sent: out of the gate's key of the week. Nobody's key opens what is around it.</summary>
    private static byte[] Released(SpecimenOffice office, Submission row, Part part)
    {
        Assert.True(OpaqueId.TryParse(row.Handle.Text, out var @case));
        Assert.True(OpaqueId.TryParse(part.Id.Text, out var id));
        Assert.True(Compartment.TryParse(part.Compartment, out var compartment));
        bool isForCustodians = part.Compartment is "source" or "share";
        var name = isForCustodians ? HeldName.Custody(@case, id, compartment) : HeldName.Desk(@case, id, compartment);
        Assert.True(HeldHeaderOpening.TryOpen(part.Header, name, office.GateWeek, out byte[]? header));
        Assert.All([office.Desk, .. Enumerable.Range(1, 3).Select(office.Custodian)], key => Assert.False(HeldHeaderOpening.TryOpen(part.Header, name, key, out _)));
        return header;
    }

    private static byte[] ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>Spoils a request in one way; true when its form is wrong, not only its parts. Shares are parts 3 to 5.</summary>
    private static bool Spoil(string what, JsonArray parts, string anotherShare, string anotherAccount)
    {
        JsonNode Named(string compartment) => parts.First(part => part!["compartment"]!.GetValue<string>() == compartment)!;
        switch (what)
        {
            case "no account" or "no mailbox" or "no source" or "no share":
                parts.Remove(Named(what[3..]));
                return false;
            case "two accounts":
                parts.Add(new JsonObject { ["upload"] = anotherAccount, ["part"] = OpaqueId.Create(RandomNumberGenerator.Fill).ToString(), ["compartment"] = "account" });
                return false;
            case "share 4":
                parts.Add(new JsonObject { ["upload"] = anotherShare, ["part"] = OpaqueId.Create(RandomNumberGenerator.Fill).ToString(), ["compartment"] = "share", ["number"] = 4 });
                return false;
            case "two shares of one number":
                parts[4]!["number"] = 1;
                return false;
            case "share 0":
                parts[4]!["number"] = 0;
                return true;
            case "share without number":
                parts[4]!.AsObject().Remove("number");
                return false;
            case "number on evidence":
                parts[0]!["number"] = 1;
                return false;
            case "41 evidence":
                for (int i = 0; i < 40; i++)
                    parts.Add(new JsonObject { ["upload"] = OpaqueId.Create(RandomNumberGenerator.Fill).ToString(), ["part"] = OpaqueId.Create(RandomNumberGenerator.Fill).ToString(), ["compartment"] = "evidence" });
                return false;
            case "repeated part":
                parts[0]!["part"] = parts[1]!["part"]!.GetValue<string>();
                return false;
            case "repeated upload":
                parts[4]!["upload"] = parts[3]!["upload"]!.GetValue<string>();
                return false;
            case "swapped compartments":
                (parts[0]!["compartment"], parts[1]!["compartment"]) = ("mailbox", "evidence");
                return false;
            default:
                parts.Clear();
                return false;
        }
    }
}
