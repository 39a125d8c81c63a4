using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;
using SecureIntake.Audit.Verification;
using SecureIntake.Cases;
using SecureIntake.Portal.Trust;

namespace SecureIntake.Portal.Log;

/// <summary>
/// Opens the log for its one writer, and makes log and outbox agree. An append comes first and its note second, so a crash between them leaves entries
/// in the log that the outbox still holds as waiting: they are looked for among its last entries, and none is appended twice. Where log and outbox
/// cannot both be the newest, nothing is opened.
/// </summary>
internal sealed class LogOpening(LogOfOrganisation log, IDbContextFactory<CasesContext> contexts, CurrentWorld world)
{
    /// <summary>How far back a waiting entry may have been appended already: more than one batch.</summary>
    private const int Lookback = 2 * Sequencer.BatchSize;

    private static readonly byte[][] TypesRemembered = [.. Admission.Remembered.Select(type => Encoding.UTF8.GetBytes($"\"type\":\"{type}\""))];

    /// <summary>Opens it. The writer is the caller's.</summary>
    /// <returns>The writer, and who may sign by what the log holds.</returns>
    /// <exception cref="LogInUseException">Another process writes to it.</exception>
    /// <exception cref="LogDamagedException">It is not whole, or shorter than what the outbox has seen of it: an old copy was put back.</exception>
    /// <exception cref="DatabaseBehindException">It holds entries that the outbox has never seen: an old copy of the database was put back.</exception>
    /// <exception cref="ForeignLogException">Its newest policy or roster is not by the pinned root.</exception>
    public async Task<(LogWriter Writer, Authority Authority)> OpenAsync(CancellationToken cancel)
    {
        var writer = LogWriter.Open(log.Folder, log.Signer);
        try
        {
            await NoteWrittenAsync(writer.Tree, cancel);
            return (writer, AuthorityOf(writer.Tree));
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    private async Task NoteWrittenAsync(LogTree tree, CancellationToken cancel)
    {
        await using var cases = await contexts.CreateDbContextAsync(cancel);
        // To go on would be a second history.
        if (await cases.Outbox.MaxAsync(e => e.Index, cancel) is { } last && last >= tree.Size)
            throw new LogDamagedException(LogFolder.CheckpointFile);
        long known = await cases.Outbox.LongCountAsync(e => e.Index != null, cancel);
        long index = Math.Max(0, tree.Size - Lookback);
        foreach (var bytes in tree.ReadEntries(index, Lookback))
        {
            byte[] digest = SHA256.HashData(bytes.Span);
            if (await cases.Outbox.SingleOrDefaultAsync(e => e.Digest == digest && e.Index == null, cancel) is { } entry)
            {
                entry.Index = index;
                known++;
            }

            index++;
        }

        // Acts that the outbox has forgotten could be sent again, and what they gave stands in no table.
        if (known < tree.Size)
            throw new DatabaseBehindException();
        await cases.SaveChangesAsync(cancel);
    }

    // Read from the log alone: whoever verifies it goes by what it holds, and a table that says otherwise neither lifts a lockdown nor brings back what was
    // replaced.
    private Authority AuthorityOf(LogTree tree)
    {
        var newest = new Dictionary<string, Entry>(StringComparer.Ordinal);
        var authority = new Authority(world.RootFingerprint, log.Key);
        foreach (var bytes in tree.ReadEntries(0, tree.Size).Where(MayBeRemembered))
        {
            if (!Entry.TryParse(bytes.Span, out var entry) || !Admission.Remembered.Contains(entry.Act.Type))
                continue;
            authority.Admit(entry);
            if (Admission.OfTheRoot.Contains(entry.Act.Type))
                newest[entry.Act.Type] = entry;
        }

        // A roster is checked against the root that the policy names.
        return Admission.OfTheRoot.Where(newest.ContainsKey).All(type => authority.Admit(newest[type])) ? authority : throw new ForeignLogException();
    }

    // An entry is canonical JSON, so its type has one spelling; to parse them all would take minutes where there are a million.
    private static bool MayBeRemembered(ReadOnlyMemory<byte> entry)
    {
        foreach (byte[] type in TypesRemembered)
        {
            if (entry.Span.IndexOf(type) >= 0)
                return true;
        }

        return false;
    }
}

/// <summary>The log holds entries that the database has never seen. Restore the newest copy of the database, or both from the same moment.</summary>
internal sealed class DatabaseBehindException() : Exception(
    "The log holds entries that this database has never seen: an older copy of the database was put back. Restore the newest one.");

/// <summary>The root that is pinned here did not sign what the log goes by. A log belongs to one root for good.</summary>
internal sealed class ForeignLogException() : Exception(
    "The newest policy or roster in the log is not by the root whose fingerprint is pinned here: this log belongs to another root.");
