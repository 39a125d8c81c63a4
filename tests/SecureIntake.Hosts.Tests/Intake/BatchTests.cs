using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SecureIntake.Cases.Storage;
using SecureIntake.Hosts.Tests.Infrastructure;
using SecureIntake.Intake.Submissions;
using SecureIntake.Sealing.Documents;

namespace SecureIntake.Hosts.Tests.Intake;

public sealed class BatchTests(PostgresServer postgres)
{
    [Theory]
    [InlineData(0, 6, "2026-11-24T06:00:00Z")]
    [InlineData(5, 6, "2026-11-24T06:00:00Z")]
    [InlineData(6, 6, "2026-11-24T12:00:00Z")]
    [InlineData(23, 6, "2026-11-25T00:00:00Z")]
    [InlineData(13, 24, "2026-11-25T00:00:00Z")]
    [InlineData(13, 1, "2026-11-24T14:00:00Z")]
    public void Batches_are_at_fixed_hours(int hour, int every, string next) =>
        Assert.Equal(
            DateTimeOffset.Parse(next, System.Globalization.CultureInfo.InvariantCulture),
            BatchService.NextAfter(new DateTimeOffset(2026, 11, 24, hour, 30, 15, TimeSpan.Zero), every));

    [Fact]
    public async Task A_batch_comes_by_itself_at_its_hour_and_not_before()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new SpecimenOffice();
        await using var intake = await IntakeHost.StartAsync(store, office);
        await intake.PublishAsync(office, SpecimenOffice.Week);
        await SpecimenSubmission.Seal(office).SubmitAsync(intake.Client);
        intake.Time.Advance(TimeSpan.FromMinutes(149));
        await Task.Delay(200);
        await using var cases = await intake.OpenCasesAsync();
        Assert.False(await cases.Submissions.AnyAsync());
        intake.Time.Advance(TimeSpan.FromMinutes(2));
        for (int i = 0; i < 200 && !await cases.Submissions.AnyAsync(); i++) await Task.Delay(25);
        Assert.True(await cases.Submissions.AnyAsync());
    }

    [Theory, BothDatabases]
    public async Task The_log_gets_a_power_of_two_of_entries_and_at_least_four(Database database)
    {
        using var store = await Store.CreateAsync(database, postgres);
        using var office = new SpecimenOffice();
        await using var intake = await IntakeHost.StartAsync(store, office);
        await intake.PublishAsync(office, SpecimenOffice.Week);
        int entries = 0;
        foreach (var (submissions, added) in new[] { (0, 4), (1, 4), (5, 8) })
        {
            for (int i = 0; i < submissions; i++) await SpecimenSubmission.Seal(office, evidence: 0).SubmitAsync(intake.Client);
            Assert.Equal(submissions, (await intake.Batch.RunAsync(even: true, CancellationToken.None)).Entered);
            await using var cases = await intake.OpenCasesAsync();
            var receipts = await cases.Outbox.Where(entry => entry.Type == "receipt/v1").ToListAsync();
            Assert.Equal(entries += added, receipts.Count);
            // Nothing but the random values tells them apart.
            Assert.Single(receipts.Select(receipt => (receipt.Entry.Length, receipt.By, receipt.Case, receipt.At, receipt.Index)).Distinct());
        }

        Assert.Equal(0, (await intake.Batch.RunAsync(even: false, CancellationToken.None)).Entered);
        await using var after = await intake.OpenCasesAsync();
        Assert.Equal(entries, await after.Outbox.CountAsync(entry => entry.Type == "receipt/v1"));
    }

    [Fact, Defends("T-31")]
    public async Task A_week_that_has_lost_its_key_keeps_its_own_submissions_waiting_and_nobody_elses()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new SpecimenOffice();
        await using var intake = await IntakeHost.StartAsync(store, office);
        var before = Week.Of(SpecimenOffice.Week.Monday.AddDays(-7));
        await intake.PublishAsync(office, before, SpecimenOffice.Week);
        var old = Of(before);
        await old.SubmitAsync(intake.Client);
        await SpecimenSubmission.Seal(office).SubmitAsync(intake.Client);
        string text = before.ToString();
        await using var cases = await intake.OpenCasesAsync();
        await cases.GateKeys.Where(key => key.Scope == text).ExecuteDeleteAsync();

        Assert.Equal(new BatchResult(Entered: 1, Left: 1), await intake.Batch.RunAsync(even: true, CancellationToken.None));
        Assert.Equal([SpecimenOffice.Week.ToString()], await cases.Submissions.Select(s => s.Week).ToListAsync());
        // Nor does another arrive that could not be held.
        var late = Of(before);
        await late.UploadAsync(intake.Client);
        await TusClient.RefusedAsync(HttpStatusCode.UnprocessableEntity, "submission.week", await late.CommitAsync(intake.Client));
        office.PublishGateKey(cases, before);
        await cases.SaveChangesAsync();
        Assert.Equal(1, (await intake.Batch.RunAsync(even: true, CancellationToken.None)).Entered);

        SpecimenSubmission Of(Week week)
        {
            var submission = SpecimenSubmission.Seal(office);
            submission.Week = week.ToString();
            return submission;
        }
    }

    public static TheoryData<Database, string, int> Deaths
    {
        get
        {
            var deaths = new TheoryData<Database, string, int>();
            foreach (var database in Enum.GetValues<Database>())
                foreach (var step in Enum.GetValues<BatchStep>())
                    deaths.Add(database, step.ToString(), 1);
            deaths.Add(Database.Sqlite, nameof(BatchStep.Dropped), 2);
            return deaths;
        }
    }

    [Theory, MemberData(nameof(Deaths))]
    public async Task A_process_that_dies_in_a_batch_loses_nothing_and_repeats_nothing(Database database, string step, int time)
    {
        using var store = await Store.CreateAsync(database, postgres);
        using var office = new SpecimenOffice();
        var submissions = new[] { SpecimenSubmission.Seal(office), SpecimenSubmission.Seal(office, evidence: 2) };
        await using (var dying = await IntakeHost.StartAsync(store, office))
        {
            await dying.PublishAsync(office, SpecimenOffice.Week);
            foreach (var submission in submissions) await submission.SubmitAsync(dying.Client);
            int count = 0;
            dying.Batch.AfterStep = at =>
            {
                if (at.ToString() == step && ++count == time) throw new OperationCanceledException("killed");
            };
            await Assert.ThrowsAsync<OperationCanceledException>(() => dying.Batch.RunAsync(even: true, CancellationToken.None));
        }

        await using var intake = await IntakeHost.StartAsync(store, office);
        await intake.Batch.RunAsync(even: false, CancellationToken.None);
        await using var cases = await intake.OpenCasesAsync();
        Assert.Equal(submissions.Select(s => s.Tag).Order(StringComparer.Ordinal), (await cases.Submissions.ToListAsync()).Select(s => Convert.ToBase64String(s.Tag)).Order(StringComparer.Ordinal));
        var parts = await cases.Parts.ToListAsync();
        Assert.Equal(submissions.Sum(s => s.Parts.Count), parts.Count);
        Assert.Equal(4, await cases.Outbox.CountAsync(entry => entry.Type == "receipt/v1"));
        // No payload is missing, none is left over.
        Assert.Equal(
            parts.Select(part => part.Blob.Text).Order(StringComparer.Ordinal),
            Directory.GetFiles(Path.Combine(store.Folder, "blobs")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Empty(Directory.GetFiles(Path.Combine(store.Folder, "staging"), "*", SearchOption.AllDirectories));
        Assert.Equal(0, (await intake.Batch.RunAsync(even: false, CancellationToken.None)).Entered);
    }

    [Fact]
    public async Task Payloads_bear_the_day_and_no_hour()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new SpecimenOffice();
        await using var intake = await IntakeHost.StartAsync(store, office);
        await intake.PublishAsync(office, SpecimenOffice.Week);
        await SpecimenSubmission.Seal(office).SubmitAsync(intake.Client);
        await intake.Batch.RunAsync(even: true, CancellationToken.None);
        var times = Directory.GetFiles(Path.Combine(store.Folder, "blobs")).Select(File.GetLastWriteTimeUtc).Distinct();
        Assert.Equal([new DateTime(2026, 11, 24, 0, 0, 0, DateTimeKind.Utc)], times);
    }

    [Fact]
    public async Task An_accepted_submission_survives_a_restart_before_its_batch()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new SpecimenOffice();
        var submission = SpecimenSubmission.Seal(office);
        await using (var first = await IntakeHost.StartAsync(store, office))
        {
            await first.PublishAsync(office, SpecimenOffice.Week);
            await submission.SubmitAsync(first.Client);
        }

        await using var intake = await IntakeHost.StartAsync(store, office);
        await TusClient.RefusedAsync(
            System.Net.HttpStatusCode.NotFound, "upload.unknown", await intake.Client.SendAsync(HttpMethod.Delete, $"/uploads/{submission.Parts[0].Upload}"));
        Assert.Equal(System.Net.HttpStatusCode.Created, (await submission.CommitAsync(intake.Client)).StatusCode);
        intake.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, (await intake.Batch.RunAsync(even: true, CancellationToken.None)).Entered);
        await using var cases = await intake.OpenCasesAsync();
        Assert.Equal(submission.Parts.Count, await cases.Parts.CountAsync());
        Assert.NotNull(intake.Services.GetRequiredService<BlobStore>());
    }
}
