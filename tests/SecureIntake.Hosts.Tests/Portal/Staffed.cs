using SecureIntake.Hosts.Tests.Infrastructure;

namespace SecureIntake.Hosts.Tests.Portal;

/// <summary>A portal with an administrator and two leads who enrolled through its own pages, and a root that is pinned.</summary>
internal sealed class Staffed : IAsyncDisposable
{
    private readonly Store _store;

    private Staffed(Store store, PortalHost host, Newcomer administrator, Newcomer lead, Newcomer deputy) =>
        (_store, Host, Administrator, Lead, Deputy) = (store, host, administrator, lead, deputy);

    public PortalHost Host { get; }

    public RootCeremony Root { get; } = new();

    public Newcomer Administrator { get; }

    public Newcomer Lead { get; }

    public Newcomer Deputy { get; }

    public static async Task<Staffed> OpenAsync(PostgresServer postgres, Database database = Database.Sqlite)
    {
        var store = await Store.CreateAsync(database, postgres);
        var host = await PortalHost.StartAsync(store, ("Portal:IntakeAddress", "http://intake.localhost"));
        var administrator = await Newcomer.FirstAsync(host);
        await administrator.EnrolWithKeyAsync("plover");
        var staffed = new Staffed(store, host, administrator, await JoinAsync("heron"), await JoinAsync("kestrel"));
        await staffed.Root.PinAsync(host);
        await administrator.Guest.LookAsync("/");
        return staffed;

        async Task<Newcomer> JoinAsync(string pseudonym)
        {
            var lead = await Newcomer.ByLinkAsync(host, await Newcomer.InviteAsync(administrator.Guest, pseudonym, "lead"));
            await lead.EnrolWithKeyAsync(pseudonym);
            await lead.Guest.LookAsync("/");
            return lead;
        }
    }

    /// <summary>Puts a fresh publication in force.</summary>
    public async Task PublishAsync() => (await RootCeremony.PublishAsync(Administrator.Guest, await Root.SignAsync(Host, Administrator.Guest)))
        .EnsureSuccessStatusCode();

    public async ValueTask DisposeAsync()
    {
        Administrator.Dispose();
        Lead.Dispose();
        Deputy.Dispose();
        Root.Dispose();
        await Host.DisposeAsync();
        _store.Dispose();
    }
}
