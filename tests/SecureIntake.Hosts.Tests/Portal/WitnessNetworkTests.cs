using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SecureIntake.Audit.Witnesses;
using SecureIntake.Hosts.Tests.Infrastructure;
using SecureIntake.Portal.Log;

namespace SecureIntake.Hosts.Tests.Portal;

/// <summary>Whom the portal's network can learn of when it has its log cosigned.</summary>
public sealed class WitnessNetworkTests(PostgresServer postgres)
{
    [Defends("T-23")]
    [Fact]
    public async Task The_name_of_an_onion_witness_goes_to_the_proxy_that_was_set_and_nowhere_else()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var log = WitnessHost.LogOf(store);
        await using var witness = await WitnessHost.StartAsync(store, "one.example", log.Key);
        using var tor = new Socks5Server(new Uri(witness.Address).Port);
        await using var host = await PortalHost.StartAsync(
            store, WitnessHost.Addresses(store, (witness.Key, "http://specimenwitness.onion/")), ("Portal:WitnessProxy", tor.Address));
        using var office = new PortalOffice { Witnesses = WitnessHost.Policy(1, witness.Key) };
        await office.OpenAsync(host);
        var collector = host.Services.GetRequiredService<WitnessCollector>();
        await host.UntilAsync(() => collector.Witnesses[0].Standing == WitnessStanding.Follows);
        Assert.Equal(["specimenwitness.onion:80"], tor.Asked.Distinct());
    }

    [Defends("T-23")]
    [Theory]
    [InlineData("http://specimenwitness.onion/", "")]
    [InlineData("https://SPECIMENWITNESS.ONION./", "")]
    [InlineData("http://specimenwitness.onion/", "127.0.0.1:9050")]
    [InlineData("http://specimenwitness.onion/", "socks4://127.0.0.1:9050")]
    public async Task An_onion_witness_without_a_proxy_that_takes_names_stops_the_start(string address, string proxy)
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        var key = WitnessKey.Of("one.example", new SecureIntake.Audit.Bytes32(new byte[32]));
        await Assert.ThrowsAsync<InvalidOperationException>(() => PortalHost.StartAsync(store, WitnessHost.Addresses(store, (key, address)), ("Portal:WitnessProxy", proxy)));
    }

    [Defends("T-23")]
    [Fact]
    public async Task A_proxy_that_the_environment_names_is_not_asked_for_a_witness()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        using var log = WitnessHost.LogOf(store);
        await using var witness = await WitnessHost.StartAsync(store, "one.example", log.Key);
        var before = HttpClient.DefaultProxy;
        var environment = new WatchedProxy();
        HttpClient.DefaultProxy = environment;
        try
        {
            await using var host = await PortalHost.StartAsync(store, WitnessHost.Addresses(store, witness));
            using var office = new PortalOffice { Witnesses = WitnessHost.Policy(1, witness.Key) };
            await office.OpenAsync(host);
            var collector = host.Services.GetRequiredService<WitnessCollector>();
            await host.UntilAsync(() => collector.Witnesses[0].Standing == WitnessStanding.Follows);
        }
        finally
        {
            HttpClient.DefaultProxy = before;
        }

        Assert.DoesNotContain(environment.Asked, asked => asked.Authority == new Uri(witness.Address).Authority);
    }

    /// <summary>What the environment would set, for the whole process: it stays out of the way of everyone, and notes who asks.</summary>
    private sealed class WatchedProxy : IWebProxy
    {
        public ConcurrentBag<Uri> Asked { get; } = [];

        public ICredentials? Credentials { get; set; }

        public Uri? GetProxy(Uri destination)
        {
            Asked.Add(destination);
            return null;
        }

        public bool IsBypassed(Uri host)
        {
            Asked.Add(host);
            return true;
        }
    }
}
