using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace SecureIntake.Cases.Storage;

/// <summary>Registers a database context on SQLite or PostgreSQL, as <see cref="StorageOptions"/> says.</summary>
public static class StoreRegistration
{
    /// <summary>Binds <see cref="StorageOptions"/> and the blob store. Call once a process.</summary>
    public static IServiceCollection AddStorage(this IServiceCollection services)
    {
        services.AddOptions<StorageOptions>().BindConfiguration("Storage").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(_ => System.Security.Cryptography.RandomNumberGenerator.Create());
        services.AddSingleton<BlobStore>();
        return services;
    }

    /// <summary>
    /// Registers <typeparamref name="TContext"/> under a name: the file <c>name.db</c> in SQLite, the schema <c>name</c> in PostgreSQL.
    /// Its tables are made before the hosted services that are registered after this call start.
    /// </summary>
    public static IServiceCollection AddStore<TContext>(this IServiceCollection services, string name)
        where TContext : DbContext
    {
        services.AddDbContextFactory<TContext>((provider, builder) =>
            Configure(builder, provider.GetRequiredService<IOptions<StorageOptions>>().Value, name));
        services.AddHostedService(provider => new StoreCreation<TContext>(
            provider.GetRequiredService<IDbContextFactory<TContext>>(), provider.GetRequiredService<IOptions<StorageOptions>>(), name));
        return services;
    }

    private static void Configure(DbContextOptionsBuilder builder, StorageOptions options, string name)
    {
        // Statements in a log tell what was done to which row and at what second. What fails still throws.
        builder.UseLoggerFactory(NullLoggerFactory.Instance);
        if (options.UsesPostgres)
        {
            builder.UseNpgsql(File.ReadAllText(options.PostgresConnectionFile).Trim());
            return;
        }

        Directory.CreateDirectory(options.Folder);
        builder.UseSqlite($"Data Source={Path.Combine(options.Folder, name + ".db")};Default Timeout=30");
        builder.ReplaceService<IMigrationsSqlGenerator, WithoutRowid>();
    }
}
