using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace SecureIntake.Cases.Storage;

/// <summary>
/// Makes a store's tables once, whichever of the processes that share it comes first. <c>EnsureCreated</c> does not serve: in one
/// PostgreSQL database it takes another store's tables for its own.
/// </summary>
internal sealed class StoreCreation<TContext>(
    IDbContextFactory<TContext> contexts, IOptions<StorageOptions> options, string name) : IHostedLifecycleService
    where TContext : DbContext
{
    // In the starting phase, so that every other hosted service finds its tables.
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var creator = (RelationalDatabaseCreator)context.GetService<IRelationalDatabaseCreator>();
        if (options.Value.UsesPostgres)
            await CreateInPostgresAsync(context, creator, cancellationToken);
        else
            await CreateInSqliteAsync(context, creator, cancellationToken);
    }

    private async Task CreateInSqliteAsync(TContext context, RelationalDatabaseCreator creator, CancellationToken cancel)
    {
        await using var guard = await LockFileAsync(Path.Combine(options.Value.Folder, name + ".lock"), cancel);
        // Write-ahead logging lets Intake, Portal and Worker read while one of them writes; deleted content is overwritten.
        await context.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL; PRAGMA secure_delete = ON;", cancel);
        if (!await creator.HasTablesAsync(cancel))
            await creator.CreateTablesAsync(cancel);
    }

    private async Task CreateInPostgresAsync(TContext context, RelationalDatabaseCreator creator, CancellationToken cancel)
    {
        await context.Database.OpenConnectionAsync(cancel);
        await using var transaction = await context.Database.BeginTransactionAsync(cancel);
        await context.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtext({name}))", cancel);
        int tables = await context.Database
            .SqlQuery<int>($"SELECT count(*)::int AS \"Value\" FROM information_schema.tables WHERE table_schema = {name}")
            .SingleAsync(cancel);
        if (tables == 0)
            await creator.CreateTablesAsync(cancel);
        await transaction.CommitAsync(cancel);
    }

    private static async Task<FileStream> LockFileAsync(string path, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(20, cancel);
            }
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
