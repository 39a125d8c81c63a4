using Microsoft.Extensions.DependencyInjection;
using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;
using SecureIntake.Hosts.Tests.Infrastructure;
using SecureIntake.Hosts.Tests.Portal;
using SecureIntake.Opening;
using SecureIntake.Portal.Custody;
using SecureIntake.Portal.Log;
using SecureIntake.Sealing.Age;
using SecureIntake.Sealing.Gates;
using SecureIntake.Sealing.Parts;
using Person = SecureIntake.Hosts.Tests.Portal.Person;

namespace SecureIntake.Hosts.Tests.Gate;

/// <summary>An office with a case that its lead has taken.</summary>
internal sealed class TakenCase : IAsyncDisposable
{
    private readonly Store _store;

    private TakenCase(Store store, PortalHost host) => (_store, Host) = (store, host);

    public PortalHost Host { get; }

    public PortalOffice Office { get; } = new();

    public SpecimenCase Specimen { get; private set; } = null!;

    /// <summary>What the gate keeps of requests.</summary>
    public string[] Requests => Directory.GetDirectories(Path.Combine(Host.Gate.Folder, "custody"));

    public static async Task<TakenCase> OpenAsync(PostgresServer postgres, params (string Key, string Value)[] settings)
    {
        var store = await Store.CreateAsync(Database.Sqlite, postgres);
        var taken = new TakenCase(store, await PortalHost.StartAsync(store, settings));
        // What the gate is shown, and when, these tests decide.
        await taken.Host.Services.GetRequiredService<CustodyHerald>().StopAsync(CancellationToken.None);
        await taken.Office.OpenAsync(taken.Host);
        taken.Specimen = await SpecimenCase.TakenAsync(taken.Host, taken.Office);
        return taken;
    }

    public CustodyRequested RequestBy(Person person, TimeSpan late = default) => new(person.Stamp(late), Purpose.Contact, Specimen.LogId, Specimen.SourceId);

    /// <summary>Has someone's request logged; the gate does not know of it yet.</summary>
    public Task<Told> RequestAsync(Person person, TimeSpan late = default) => Told.LogAsync(Host, person, RequestBy(person, late));

    /// <summary>Has someone's veto against a request logged.</summary>
    public Task<Told> VetoAsync(Person person, Told request) =>
        Told.LogAsync(Host, person, new CustodyVetoed(person.Stamp(), Specimen.LogId, request.Leaf));

    /// <summary>Shows the gate what the root signed last.</summary>
    public Task ShowTrustAsync() => Host.GateClient.ShowAsync(Tree, CancellationToken.None);

    /// <summary>Shows the gate a request.</summary>
    public Task<GateCustody> ShowAsync(Told request) => Host.GateClient.RequestCustodyAsync(Tree, request.Index, CancellationToken.None);

    /// <summary>Brings the gate a veto.</summary>
    public Task<GateCustody> BringAsync(Told veto) => Host.GateClient.VetoCustodyAsync(Tree, veto.Index, CancellationToken.None);

    /// <summary>Someone's logged statement for source and all shares.</summary>
    public Task<Asking> AskAsync(Person person) => Asking.LogAsync(Host, Specimen, person, Purpose.Custody, [.. Specimen.OfCustody]);

    public Task<CustodyHeader[]> HeadersAsync(SpecimenCase specimen) => Asking.CustodyHeadersOfAsync(Host, specimen, [.. specimen.OfCustody]);

    /// <summary>Every header is there as it was sealed: each share opens for its custodian alone, and the source for nobody.</summary>
    public void AssertGiven(GateAnswer answer)
    {
        Assert.Equal(Specimen.OfCustody.Select(part => part.Id), answer.Headers.Select(header => header.Part));
        int number = 0;
        foreach (var (part, given) in Specimen.OfCustody.Zip(answer.Headers))
        {
            Assert.True(SmallFileOpening.TryOpen(given.Header, Specimen.OneTime, out byte[]? bytes, out _));
            Assert.Equal(part.Header.ToBytes(), bytes);
            Assert.True(Header.TryParse(bytes, out var header, out _));
            int custodian = part.Compartment == Compartment.Share ? ++number : 0;
            Assert.All(Enumerable.Range(1, 3), at => Assert.Equal(at == custodian, Office.Custodian(at).TryUnwrap(header, out _, out _)));
            Assert.False(Office.Lead.Key.Identity.TryUnwrap(header, out _, out _));
        }

        Assert.Equal(3, number);
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        Office.Dispose();
        _store.Dispose();
    }

    private LogTree Tree() => Host.Services.GetRequiredService<Sequencer>().Tree;
}
