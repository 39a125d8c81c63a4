using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using SecureIntake.Audit;
using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;
using SecureIntake.Cases;
using SecureIntake.Cases.Auditing;
using SecureIntake.Cases.Stages;

namespace SecureIntake.Portal.Bench;

/// <summary>
/// The database's copy of a log of an office with 20 members and 1,000 entries a day: three in five are openings, the rest receipts, leases, stages
/// that ended, cases taken and given, and here and there a dispute.
/// </summary>
internal sealed class MadeUpLog(int size)
{
    private const int ADay = 1_000;
    private const int Chunk = 20_000;

    private static readonly DateTimeOffset Begin = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly byte[] NoSignature = new byte[64];

    /// <summary>When the newest entry was signed.</summary>
    public DateTimeOffset Newest => At(size - 1);

    /// <summary>A member with a twentieth of what was signed.</summary>
    public string SomeMember { get; } = IdOf("member", 3).ToString();

    /// <summary>A case in the middle.</summary>
    public string SomeCase => IdOf("case", size / 2 / 50).ToString();

    /// <summary>A day in the middle.</summary>
    public string SomeDay => DayOf(size / 2);

    /// <summary>A day near the beginning.</summary>
    public string EarlyDay => DayOf(size / 50);

    /// <summary>Writes it.</summary>
    public async Task FillAsync(IDbContextFactory<CasesContext> contexts)
    {
        await using var cases = await contexts.CreateDbContextAsync();
        cases.ChangeTracker.AutoDetectChangesEnabled = false;
        // Filling is not what is measured: it may keep the whole database in memory and forget it in a power cut.
        await cases.Database.OpenConnectionAsync();
        if (cases.Database.IsSqlite())
            await cases.Database.ExecuteSqlRawAsync("PRAGMA synchronous = OFF; PRAGMA cache_size = -2000000");
        for (int first = 0; first < size; first += Chunk)
        {
            cases.Outbox.AddRange(Enumerable.Range(first, Math.Min(Chunk, size - first)).Select(RowOf));
            await cases.SaveChangesAsync();
            cases.ChangeTracker.Clear();
        }

        // Either database is left as it is some time after the last write.
        await cases.Database.ExecuteSqlRawAsync(cases.Database.IsSqlite() ? "PRAGMA wal_checkpoint(TRUNCATE)" : "VACUUM ANALYZE");
    }

    private static OutboxEntry RowOf(int index)
    {
        var row = OutboxEntry.Of(EntryOf(index).Bytes.ToArray());
        row.Index = index;
        return row;
    }

    private static Entry EntryOf(int index)
    {
        var @case = IdOf("case", index / 50);
        var stamp = new Stamp(At(index), IdOf("member", index % 20), new Nonce(SHA256.HashData(BitConverter.GetBytes(index)).AsSpan(0, 16)));
        Bytes32 digest = new(SHA256.HashData(BitConverter.GetBytes(~index)));
        Bytes32[] digests = [digest];
        if (index % 2_000 == 1_999)
            return Signed(new EntryDisputed(stamp, Rfc6962.Leaf(EntryOf(index - 1).Bytes.Span)));
        if (index % 50 == 1)
            return Signed(new CaseTriaged(stamp, @case, IdOf("member", (index + 7) % 20), digests));
        if (index % 25 == 13)
            return Signed(new CaseAssigned(stamp, @case, IdOf("member", (index + 3) % 20), digests));
        if (index % 50 == 44)
            return Signed(new StageFinished(stamp, @case, IdOf("run", index), StageName.Examine, StageOutcome.Done, digest));
        return (index % 6) switch
        {
            0 => Entry.Record(new SubmissionReceived(DateOnly.FromDateTime(At(index).UtcDateTime), digest, digest)),
            1 => Signed(new PartsLeased(stamp, @case, StageName.Examine, IdOf("run", index), digest, digests)),
            2 => Signed(new PartsOpened(stamp, Purpose.Verify, @case, [IdOf("part", index)], digest)),
            _ => Signed(new PartsOpened(stamp, Purpose.Read, @case, [IdOf("part", index)], digest)),
        };

        Entry Signed(SignedAct act) => Entry.WithSignature(act, digest, NoSignature);
    }

    private static string DayOf(int index) => At(index).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static DateTimeOffset At(int index) => Begin.AddDays(index / ADay).AddSeconds(index % ADay * 60);

    private static LogId IdOf(string of, int number) => LogId.Parse(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{of} {number}")).AsSpan(0, 16)));
}
