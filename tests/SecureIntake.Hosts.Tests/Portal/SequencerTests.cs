using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SecureIntake.Audit;
using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;
using SecureIntake.Cases.Auditing;
using SecureIntake.Hosts.Tests.Infrastructure;
using SecureIntake.Portal.Log;

namespace SecureIntake.Hosts.Tests.Portal;

/// <summary>The log's one writer: every entry of the outbox enters once, whatever happens between append and note.</summary>
public sealed class SequencerTests(PostgresServer postgres)
{
    [Theory, BothDatabases]
    public async Task Entries_of_other_processes_enter_once_each_in_no_order_of_arrival(Database database)
    {
        using var store = await Store.CreateAsync(database, postgres);
        await using var host = await PortalHost.StartAsync(store);
        var entries = Enumerable.Range(0, 600).Select(_ => Receipt()).ToList();
        await using (var cases = await host.OpenCasesAsync())
        {
            cases.Outbox.AddRange(entries);
            await cases.SaveChangesAsync();
        }

        var sequencer = host.Services.GetRequiredService<Sequencer>();
        foreach (var entry in entries)
            await sequencer.WaitAsync(entry.Digest, CancellationToken.None);
        await using var read = await host.OpenCasesAsync();
        var written = await read.Outbox.Where(e => e.Type == "receipt/v1").OrderBy(e => e.Index).AsNoTracking().ToListAsync();
        Assert.Equal(entries.Count, written.Select(e => e.Index).Distinct().Count());
        foreach (var entry in written)
            Assert.Equal(entry.Entry, sequencer.Tree.ReadEntry(entry.Index!.Value).ToArray());
        // 600 entries by chance in the order of their digests: 1 in 600!.
        Assert.NotEqual(written.OrderBy(e => Convert.ToHexString(e.Digest), StringComparer.Ordinal), written);
    }

    [Theory, BothDatabases]
    public async Task What_was_appended_before_a_crash_is_noted_and_not_appended_again(Database database)
    {
        using var store = await Store.CreateAsync(database, postgres);
        List<OutboxEntry> entries = [.. Enumerable.Range(0, 300).Select(_ => Receipt())];
        await using (var host = await PortalHost.StartAsync(store))
        {
            using var first = await Newcomer.FirstAsync(host);
        }

        // The crash: entries stand in the log, and in the outbox they still wait.
        using (var signer = LogSigner.FromFile("secureintake.example/log", Path.Combine(store.Folder, "log.key")))
        using (var writer = LogWriter.Open(Path.Combine(store.Folder, "log"), signer))
            writer.Append([.. entries.Take(256).Select(e => e.Entry)]);
        using (var bare = await store.StartCasesAsync())
        {
            await using var cases = await bare.Services.GetRequiredService<IDbContextFactory<SecureIntake.Cases.CasesContext>>().CreateDbContextAsync();
            cases.Outbox.AddRange(entries);
            await cases.SaveChangesAsync();
            await bare.StopAsync();
        }

        await using var again = await PortalHost.StartAsync(store);
        var sequencer = again.Services.GetRequiredService<Sequencer>();
        foreach (var entry in entries)
            await sequencer.WaitAsync(entry.Digest, CancellationToken.None);
        Assert.Equal(1 + entries.Count, sequencer.Tree.Size);
    }

    [Fact, Defends("T-14")]
    public async Task A_portal_over_an_old_copy_of_its_log_does_not_start()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        string log = Path.Combine(store.Folder, "log");
        var old = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        await using (var host = await PortalHost.StartAsync(store))
        {
            foreach (string file in new LogFolder(log).ListFiles())
                old[file] = await File.ReadAllBytesAsync(Path.Combine(log, file));
            await host.Services.GetRequiredService<Sequencer>().RecordAsync(
                new MemberEnrolled(LogId.Parse(new string('b', 32)), new Bytes32(RandomNumberGenerator.GetBytes(32))), CancellationToken.None);
        }

        // Somebody restores a backup: whole, signed, and shorter than what was published.
        Directory.Delete(log, recursive: true);
        foreach (var (file, bytes) in old)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(log, file))!);
            await File.WriteAllBytesAsync(Path.Combine(log, file), bytes);
        }

        var refused = await Assert.ThrowsAsync<LogDamagedException>(() => PortalHost.StartAsync(store));
        Assert.Equal("checkpoint", refused.Place);
    }

    [Fact, Defends("T-14")]
    public async Task A_portal_over_an_old_copy_of_its_database_does_not_start()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using (var host = await PortalHost.StartAsync(store))
        {
            for (char member = 'a'; member < 'e'; member++)
            {
                await host.Services.GetRequiredService<Sequencer>().RecordAsync(
                    new MemberEnrolled(LogId.Parse(new string(member, 32)), new Bytes32(RandomNumberGenerator.GetBytes(32))), CancellationToken.None);
            }

            // An older copy has not seen the newest entry.
            await using var cases = await host.OpenCasesAsync();
            await cases.Outbox.Where(e => e.Index == cases.Outbox.Max(newest => newest.Index)).ExecuteDeleteAsync();
        }

        await Assert.ThrowsAsync<DatabaseBehindException>(() => PortalHost.StartAsync(store));
    }

    [Fact]
    public async Task A_portal_whose_pinned_root_is_not_that_of_its_log_does_not_start()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var office = new PortalOffice();
        await using (var host = await PortalHost.StartAsync(store))
            await office.OpenAsync(host);
        await using (await PortalHost.StartAsync(store))
            Assert.NotEmpty(await File.ReadAllTextAsync(Path.Combine(store.Folder, "root.fingerprint")));
        // The portal alone is pinned to another one.
        string other = Path.Combine(store.Folder, "other.fingerprint");
        await File.WriteAllTextAsync(other, new string('0', 64));
        await Assert.ThrowsAsync<ForeignLogException>(() => PortalHost.StartAsync(store, ("Trust:RootFingerprintFile", other)));
    }

    [Theory, BothDatabases]
    public async Task Hostile_rows_are_refused_and_what_comes_after_them_enters(Database database)
    {
        using var store = await Store.CreateAsync(database, postgres);
        await using var host = await PortalHost.StartAsync(store);
        var sequencer = host.Services.GetRequiredService<Sequencer>();
        var logged = Receipt();
        OutboxEntry[] hostile =
        [
            Row(@"{""act"":{""type"":""\ud800""}}"u8.ToArray(), "receipt/v1"),
            Row([], "receipt/v1"),
            Row(Receipt().Entry, "roster/v1"),
            // What stands in the log already, to enter once more.
            Row(logged.Entry, "receipt/v1", RandomNumberGenerator.GetBytes(32)),
        ];
        var next = Receipt();
        foreach (OutboxEntry[] rows in new[] { [logged], hostile, [next] })
        {
            await using var cases = await host.OpenCasesAsync();
            cases.Outbox.AddRange(rows);
            await cases.SaveChangesAsync();
        }

        foreach (var row in hostile)
            await Assert.ThrowsAsync<EntryRefusedException>(() => sequencer.WaitAsync(row.Digest, CancellationToken.None));
        foreach (var row in new[] { logged, next })
            await sequencer.WaitAsync(row.Digest, CancellationToken.None);
        Assert.Equal(2, sequencer.Tree.ReadEntries(0, sequencer.Tree.Size).Count(entry => entry.Span.IndexOf("receipt/v1"u8) > 0));

        static OutboxEntry Row(byte[] entry, string type, byte[]? digest = null) =>
            new() { Digest = digest ?? SHA256.HashData(entry), Entry = entry, Type = type };
    }

    [Fact]
    public async Task Many_who_wait_for_one_entry_all_get_a_proof_that_verifies()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var host = await PortalHost.StartAsync(store);
        var sequencer = host.Services.GetRequiredService<Sequencer>();
        var act = new MemberEnrolled(LogId.Parse(new string('a', 32)), new Bytes32(RandomNumberGenerator.GetBytes(32)));
        var proofs = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => sequencer.RecordAsync(act, CancellationToken.None)));
        Assert.Single(proofs.Select(proof => proof.Index).Distinct());
        var key = host.Services.GetRequiredService<LogOfOrganisation>().Key;
        byte[] bytes = Entry.Record(act).Bytes.ToArray();
        Assert.All(proofs, proof =>
        {
            Assert.Equal(bytes, System.Text.Encoding.UTF8.GetBytes(proof.Entry));
            Assert.True(sequencer.Tree.Prove(proof.Index).Verify(key, bytes));
        });
    }

    [Fact]
    public async Task A_second_portal_on_the_same_log_does_not_start()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var host = await PortalHost.StartAsync(store);
        await Assert.ThrowsAsync<LogInUseException>(() => PortalHost.StartAsync(store));
    }

    private static OutboxEntry Receipt() => OutboxEntry.Of(Entry.Record(new SubmissionReceived(
        new DateOnly(2026, 11, 24), new Bytes32(RandomNumberGenerator.GetBytes(32)), new Bytes32(RandomNumberGenerator.GetBytes(32)))).Bytes.ToArray());
}
