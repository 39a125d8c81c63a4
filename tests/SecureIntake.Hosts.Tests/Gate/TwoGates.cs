using Microsoft.Extensions.DependencyInjection;
using SecureIntake.Hosts.Tests.Infrastructure;
using SecureIntake.Hosts.Tests.Portal;
using SecureIntake.Portal.Custody;

namespace SecureIntake.Hosts.Tests.Gate;

/// <summary>An office whose portal asks two gates.</summary>
internal sealed class TwoGates : IAsyncDisposable
{
    private readonly Store _store;

    private TwoGates(Store store, PortalHost host) => (_store, Host) = (store, host);

    public PortalHost Host { get; }

    public PortalOffice Office { get; } = new();

    public static async Task<TwoGates> OpenAsync(PostgresServer postgres, Database database = Database.Sqlite)
    {
        var store = await Store.CreateAsync(database, postgres);
        var two = new TwoGates(store, await PortalHost.StartWithTwoGatesAsync(store));
        // Which gate is shown a request, and when, these tests decide.
        await two.Host.Services.GetRequiredService<CustodyHerald>().StopAsync(CancellationToken.None);
        await two.Office.OpenAsync(two.Host);
        return two;
    }

    /// <summary>The second gate again, where it was.</summary>
    public Task<GateHost> StartSecondAsync() => StartAgainAsync(Host.Gates[1]);

    /// <summary>Either gate again, where it was.</summary>
    public Task<GateHost> StartAgainAsync(GateHost gate) =>
        GateHost.StartAsync(_store.Folder, Host.Time, ("Gate:Folder", gate.Folder), ("urls", gate.Address));

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        Office.Dispose();
        _store.Dispose();
    }
}
