using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SecureIntake.Cases;
using SecureIntake.Hosts.Tests.Infrastructure;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Parts;

namespace SecureIntake.Hosts.Tests.Intake;

/// <summary>A real process, killed at the worst moments. It runs on the real clock, so its desk week is this one.</summary>
public sealed class KillTests(PostgresServer postgres)
{
    [Theory, BothDatabases]
    public async Task A_process_killed_in_the_middle_of_an_upload_goes_on_there_and_loses_no_accepted_submission(Database database)
    {
        using var store = await Store.CreateAsync(database, postgres);
        using var office = new SpecimenOffice();
        var week = Week.Of(DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime));
        using var host = await store.StartCasesAsync();
        await using var cases = await host.Services.GetRequiredService<IDbContextFactory<CasesContext>>().CreateDbContextAsync();
        await office.PublishAsync(cases, week);

        var submission = SpecimenSubmission.Seal(office, evidence: 0);
        submission.Week = week.ToString();
        var evidence = SpecimenPart.Seal(Compartment.Evidence, office.Desk.Recipient, fileBytes: 3_000_000);
        using (var first = await IntakeProcess.StartAsync(store, office))
        {
            await submission.UploadAsync(first.Client);
            evidence.Upload = await first.Client.BeginAsync("evidence", evidence.Bytes.Length);
            using var dripping = new Dripping(evidence.Bytes);
            var sending = first.Client.AppendAsync(evidence.Upload, 0, new StreamContent(dripping, 64 * 1024));
            await dripping.Reached(1_000_000);
            first.Kill();
            await Assert.ThrowsAnyAsync<Exception>(() => sending);
        }

        submission.Parts.Insert(0, evidence);
        using (var second = await IntakeProcess.StartAsync(store, office))
        {
            long offset = await second.Client.OffsetAsync(evidence.Upload);
            Assert.InRange(offset, 1627, evidence.Bytes.Length - 1);
            using var rest = await second.Client.AppendAsync(evidence.Upload, offset, evidence.Bytes[(int)offset..]);
            Assert.Equal(HttpStatusCode.NoContent, rest.StatusCode);
            Assert.Equal(HttpStatusCode.Created, (await submission.CommitAsync(second.Client)).StatusCode);
            second.Kill();
        }

        Assert.False(await cases.Submissions.AnyAsync());
        using var third = await IntakeProcess.StartAsync(store, office, ("Intake:BatchHours", "0"));
        for (int i = 0; i < 400 && !await cases.Submissions.AnyAsync(); i++) await Task.Delay(25);
        Assert.Equal((1, submission.Parts.Count), (await cases.Submissions.CountAsync(), await cases.Parts.CountAsync()));
        var part = await cases.Parts.SingleAsync(p => p.Compartment == "evidence");
        Assert.Equal(evidence.Payload, await File.ReadAllBytesAsync(Path.Combine(store.Folder, "blobs", part.Blob.Text)));
    }

    /// <summary>Gives its bytes slowly, so that there is a middle to be killed in.</summary>
    private sealed class Dripping(byte[] bytes) : MemoryStream(bytes)
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private long _mark = long.MaxValue;

        public override bool CanSeek => false;

        public Task Reached(long mark)
        {
            Interlocked.Exchange(ref _mark, mark);
            return _reached.Task.WaitAsync(TimeSpan.FromSeconds(30));
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position >= Interlocked.Read(ref _mark)) _reached.TrySetResult();
            await Task.Delay(20, cancellationToken);
            return await base.ReadAsync(buffer, cancellationToken);
        }
    }
}
