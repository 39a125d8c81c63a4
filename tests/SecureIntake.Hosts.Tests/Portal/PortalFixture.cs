using SecureIntake.Hosts.Tests.Infrastructure;

namespace SecureIntake.Hosts.Tests.Portal;

/// <summary>One portal with its office for all tests of a class; each test makes cases of its own.</summary>
public sealed class PortalFixture(PostgresServer postgres) : IAsyncLifetime
{
    private Store _store = null!;

    internal PortalHost Host { get; private set; } = null!;

    internal PortalOffice Office { get; } = new();

    public async ValueTask InitializeAsync()
    {
        _store = await Store.CreateAsync(Database.Sqlite, postgres);
        Host = await PortalHost.StartAsync(_store);
        await Office.OpenAsync(Host);
    }

    public async ValueTask DisposeAsync()
    {
        Office.Dispose();
        await Host.DisposeAsync();
        _store.Dispose();
    }
}
