using Microsoft.EntityFrameworkCore;
using SecureIntake.Cases;
using SecureIntake.Cases.Grants;
using SecureIntake.Cases.Storage;
using SecureIntake.Cases.Submissions;

namespace SecureIntake.Portal.Gates;

/// <summary>What of a case nobody can open any more.</summary>
internal enum Loss
{
    /// <summary>All of it: its own key is gone.</summary>
    Case,

    /// <summary>All of it: it lies on the desk, and its week's key is gone.</summary>
    Desk,

    /// <summary>Source and shares: it was taken, but they had not gone over to its own key when its week's went.</summary>
    Source,
}

/// <summary>Erases what is left of one case: payloads, rows, and the bytes under them as far as the database lets it.</summary>
internal sealed class Erasure(BlobStore blobs)
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(50);

    private bool _isToOverwrite;

    /// <summary>Erases, unless the case has moved on meanwhile.</summary>
    /// <returns>Whether it did.</returns>
    public async Task<bool> EraseAsync(CasesContext cases, Id<Submission> handle, Loss loss, CancellationToken cancel)
    {
        await using var transaction = await cases.Database.BeginTransactionAsync(cancel);
        // Whoever takes it off the desk, or moves its source, in this moment comes first, or finds nothing: the row is ours from here on.
        if (await RowOf(cases, handle, loss).ExecuteUpdateAsync(set => set.SetProperty(s => s.CustodyMoved, true), cancel) == 0)
            return false;
        var gone = cases.Parts.Where(p => p.Case == handle && (loss != Loss.Source || Holding.OfCustody.Contains(p.Compartment)));
        // Before the rows: whoever dies in between finds them again, and with them the names of what is still there.
        foreach (var blob in await gone.Select(p => p.Blob).ToListAsync(cancel))
            blobs.Delete(blob);
        if (loss == Loss.Source)
            await gone.ExecuteUpdateAsync(set => set.SetProperty(p => p.Header, (byte[]?)null), cancel);
        else
            await DeleteRowsAsync(cases, handle, cancel);
        await transaction.CommitAsync(cancel);
        _isToOverwrite = cases.Database.IsSqlite();
        return true;
    }

    /// <summary>
    /// Overwrites what SQLite's file still has of deleted rows: whole copies of some, from before their page was split, which no deletion finds. So the file is
    /// written anew, and then what its journal has of the old one. Whoever reads in this moment hinders the second: it is to be asked for again.
    /// </summary>
    public async Task OverwriteAsync(CasesContext cases, CancellationToken cancel)
    {
        if (!_isToOverwrite)
            return;
        await cases.Database.ExecuteSqlRawAsync("VACUUM", cancel);
        for (int tries = 0; _isToOverwrite && tries < 20; tries++)
        {
            await cases.Database.OpenConnectionAsync(cancel);
            await using var command = cases.Database.GetDbConnection().CreateCommand();
            command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
            _isToOverwrite = (long)(await command.ExecuteScalarAsync(cancel))! != 0;
            if (_isToOverwrite)
                await Task.Delay(Moment, cancel);
        }
    }

    /// <summary>The row, if it still is as it was found.</summary>
    private static IQueryable<Submission> RowOf(CasesContext cases, Id<Submission> handle, Loss loss)
    {
        var row = cases.Submissions.Where(s => s.Handle == handle);
        return loss switch
        {
            Loss.Case => row,
            Loss.Desk => row.Where(s => s.State == CaseState.Untriaged),
            Loss.Source => row.Where(s => !s.CustodyMoved),
            _ => throw new ArgumentOutOfRangeException(nameof(loss)),
        };
    }

    private static async Task DeleteRowsAsync(CasesContext cases, Id<Submission> handle, CancellationToken cancel)
    {
        string scope = handle.Text;
        await cases.Grants.Where(g => g.Case == handle).ExecuteDeleteAsync(cancel);
        await cases.StageRuns.Where(r => r.Case == handle).ExecuteDeleteAsync(cancel);
        await cases.Leases.Where(l => l.Case == handle).ExecuteDeleteAsync(cancel);
        await cases.Parts.Where(p => p.Case == handle).ExecuteDeleteAsync(cancel);
        await cases.GateKeys.Where(k => k.Scope == scope).ExecuteDeleteAsync(cancel);
        await cases.Submissions.Where(s => s.Handle == handle).ExecuteDeleteAsync(cancel);
    }
}
