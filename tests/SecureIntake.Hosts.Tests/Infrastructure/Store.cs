using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using SecureIntake.Cases;
using SecureIntake.Cases.Storage;

namespace SecureIntake.Hosts.Tests.Infrastructure;

/// <summary>The two databases that every store test runs on.</summary>
public enum Database
{
    Sqlite,
    Postgres,
}

/// <summary>Where a test's processes keep their data: a fresh folder and, for PostgreSQL, a fresh database.</summary>
public sealed class Store : IDisposable
{
    private Store(string folder, string postgresConnectionFile) =>
        (Folder, PostgresConnectionFile) = (folder, postgresConnectionFile);

    public string Folder { get; }

    public string PostgresConnectionFile { get; }

    /// <summary>The settings that point a host of the product at this store.</summary>
    public IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["Storage:Folder"] = Folder,
        ["Storage:PostgresConnectionFile"] = PostgresConnectionFile,
    };

    public static async Task<Store> CreateAsync(Database database, PostgresServer postgres)
    {
        string folder = Directory.CreateTempSubdirectory("secureintake-test-").FullName;
        if (database == Database.Sqlite)
            return new Store(folder, "");
        string file = Path.Combine(folder, "postgres.connection");
        await File.WriteAllTextAsync(file, await postgres.CreateDatabaseAsync());
        return new Store(folder, file);
    }

    /// <summary>A host that has nothing but the cases store.</summary>
    public async Task<IHost> StartCasesAsync()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(Settings);
        builder.Services.AddStorage().AddStore<CasesContext>(CasesContext.StoreName);
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
