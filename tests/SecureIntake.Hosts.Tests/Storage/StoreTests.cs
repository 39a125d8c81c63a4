using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SecureIntake.Cases;
using SecureIntake.Cases.Auditing;
using SecureIntake.Cases.Storage;
using SecureIntake.Cases.Submissions;
using SecureIntake.Hosts.Tests.Infrastructure;

namespace SecureIntake.Hosts.Tests.Storage;

public sealed class StoreTests(PostgresServer postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothDatabases]
    public async Task A_submission_and_its_parts_come_back_as_they_were_stored(Database database)
    {
        using var store = await Store.CreateAsync(database, postgres);
        using var host = await store.StartCasesAsync();
        var contexts = host.Services.GetRequiredService<IDbContextFactory<CasesContext>>();
        using var random = RandomNumberGenerator.Create();
        var submission = NewSubmission(random);
        var blob = await host.Services.GetRequiredService<BlobStore>().StoreAsync(new MemoryStream([1, 2, 3]), Cancel);
        var part = new Part
        {
            Id = Id<Part>.New(random),
            Case = submission.Handle,
            Compartment = "account",
            Blob = blob.Id,
            Length = blob.Length,
            Digest = blob.Digest,
            Header = RandomNumberGenerator.GetBytes(1627),
        };
        await using (var context = await contexts.CreateDbContextAsync(Cancel))
        {
            context.AddRange(submission, part);
            await context.SaveChangesAsync(Cancel);
        }

        await using (var context = await contexts.CreateDbContextAsync(Cancel))
        {
            var read = await context.Parts.SingleAsync(p => p.Case == submission.Handle, Cancel);
            Assert.Equal(part.Id, read.Id);
            Assert.Equal(part.Header, read.Header);
            Assert.Equal(SHA256.HashData([1, 2, 3]), read.Digest);
            Assert.Equal(submission.Day, (await context.Submissions.SingleAsync(Cancel)).Day);
        }
    }

    [Theory, BothDatabases]
    public async Task The_outbox_refuses_the_same_entry_twice(Database database)
    {
        using var store = await Store.CreateAsync(database, postgres);
        using var host = await store.StartCasesAsync();
        var contexts = host.Services.GetRequiredService<IDbContextFactory<CasesContext>>();
        await using (var context = await contexts.CreateDbContextAsync(Cancel))
        {
            context.Add(OutboxEntry.Of("""{"act":{"type":"receipt/v1"}}"""u8.ToArray()));
            await context.SaveChangesAsync(Cancel);
        }

        await using (var context = await contexts.CreateDbContextAsync(Cancel))
        {
            context.Add(OutboxEntry.Of("""{"act":{"type":"receipt/v1"}}"""u8.ToArray()));
            await Assert.ThrowsAsync<DbUpdateException>(() => context.SaveChangesAsync(Cancel));
        }
    }

    [Theory, BothDatabases]
    public async Task Processes_that_start_together_make_the_tables_once(Database database)
    {
        using var store = await Store.CreateAsync(database, postgres);
        var hosts = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => store.StartCasesAsync()));
        foreach (var host in hosts)
        {
            await using var context = await host.Services.GetRequiredService<IDbContextFactory<CasesContext>>().CreateDbContextAsync(Cancel);
            Assert.Equal(0, await context.Submissions.CountAsync(Cancel));
            host.Dispose();
        }
    }

    [Defends("T-11")]
    [Fact]
    public async Task No_sqlite_table_keeps_a_counter()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var host = await store.StartCasesAsync();
        await using var context = await host.Services.GetRequiredService<IDbContextFactory<CasesContext>>().CreateDbContextAsync(Cancel);
        var tables = await context.Database.SqlQuery<string>($"SELECT sql AS Value FROM sqlite_master WHERE type = 'table'").ToListAsync(Cancel);
        Assert.True(tables.Count >= 10);
        Assert.All(tables, sql => Assert.EndsWith("WITHOUT ROWID", sql.TrimEnd(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Blobs_of_one_day_carry_one_time()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var host = await store.StartCasesAsync();
        var blobs = host.Services.GetRequiredService<BlobStore>();
        await blobs.StoreAsync(new MemoryStream([1]), Cancel);
        await blobs.StoreAsync(new MemoryStream([2]), Cancel);
        var times = Directory.GetFiles(Path.Combine(store.Folder, "blobs")).Select(File.GetLastWriteTimeUtc).ToList();
        Assert.Equal(2, times.Count);
        Assert.All(times, time => Assert.Equal(TimeSpan.Zero, time.TimeOfDay));
    }

    [Fact]
    public async Task A_blob_whose_source_fails_leaves_no_file()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var host = await store.StartCasesAsync();
        var blobs = host.Services.GetRequiredService<BlobStore>();
        await Assert.ThrowsAsync<IOException>(() => blobs.StoreAsync(new FailingStream(), Cancel));
        Assert.Empty(Directory.GetFiles(Path.Combine(store.Folder, "blobs")));
    }

    private static Submission NewSubmission(RandomNumberGenerator random) => new()
    {
        Handle = Id<Submission>.New(random),
        Day = new DateOnly(2026, 11, 24),
        Week = "2026-W48",
        Tag = RandomNumberGenerator.GetBytes(32),
        Salt = RandomNumberGenerator.GetBytes(32),
        Digest = RandomNumberGenerator.GetBytes(32),
    };

    /// <summary>Gives some bytes, then breaks.</summary>
    private sealed class FailingStream() : MemoryStream(new byte[100_000])
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position > 50_000 ? throw new IOException("broken") : base.ReadAsync(buffer[..Math.Min(buffer.Length, 60_000)], cancellationToken);
    }
}
