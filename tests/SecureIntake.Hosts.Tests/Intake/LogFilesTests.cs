using System.Net;
using SecureIntake.Audit.Log;
using SecureIntake.Audit.Verification;
using SecureIntake.Hosts.Tests.Infrastructure;

namespace SecureIntake.Hosts.Tests.Intake;

public sealed class LogFilesTests(PostgresServer postgres)
{
    [Fact]
    public async Task The_log_can_be_checked_by_anyone_where_intake_serves_it()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new SpecimenOffice();
        await using var intake = await IntakeHost.StartAsync(store, office);
        await TusClient.RefusedAsync(HttpStatusCode.NotFound, "request.not-found", await intake.Client.GetAsync("/log/checkpoint"));
        await intake.PublishAsync(office, SpecimenOffice.Week);
        await intake.Batch.RunAsync(even: true, CancellationToken.None);

        using var signer = new LogSigner("specimen.example/log", new byte[32]);
        using var writer = LogWriter.Open(Path.Combine(store.Folder, "log"), signer);
        await using (var cases = await intake.OpenCasesAsync())
            writer.Append([.. cases.Outbox.Where(entry => entry.Type == "receipt/v1").Select(entry => entry.Entry)]);
        using var http = new HttpClient();
        var verdict = await new LogVerifier(new LogSite(http, new Uri(intake.Address, "/log/"), TimeSpan.FromMinutes(1)), new Authority(null, signer.Key)).VerifyAsync(CancellationToken.None);
        Assert.Equal(4, Assert.IsType<Verdict.Verified>(verdict).Checkpoint.Size);

        using var tile = await intake.Client.GetAsync("/log/tile/0/000.p/4");
        Assert.Contains("immutable", tile.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        using var checkpoint = await intake.Client.GetAsync("/log/checkpoint");
        Assert.Equal("no-cache", checkpoint.Headers.CacheControl!.ToString());
    }

    [Fact]
    public async Task Only_published_tiles_are_served_and_nothing_beside_them()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new SpecimenOffice();
        await using var intake = await IntakeHost.StartAsync(store, office);
        string log = Path.Combine(store.Folder, "log");
        using var signer = new LogSigner("specimen.example/log", new byte[32]);
        using (var writer = LogWriter.Open(log, signer)) writer.Append([[1]]);
        foreach (string file in new[] { "tile/0/000.p/2", "tile/0/001", "secret", "tile/0/secret" })
        {
            await File.WriteAllBytesAsync(Path.Combine(log, file), [1]);
            await TusClient.RefusedAsync(HttpStatusCode.NotFound, "request.not-found", await intake.Client.GetAsync("/log/" + file));
        }

        foreach (string path in new[] { "/log/", "/log", "/log/../root.fingerprint", "/log/..%2froot.fingerprint", "/log/%2e%2e/root.fingerprint", "/log.lock", "/log/tile/0/../0/000.p/1%00" })
        {
            using var answer = await intake.Client.GetAsync(path);
            Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.NotFound, HttpStatusCode.BadRequest });
        }
    }
}
