using System.Net.Sockets;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using SecureIntake.Cases;
using SecureIntake.Cases.Gates;
using SecureIntake.Cases.Storage;
using SecureIntake.Hosts.Tests.Gate;
using SecureIntake.Hosts.Tests.Infrastructure;
using SecureIntake.Hosts.Tests.Intake;
using SecureIntake.Portal;
using SecureIntake.Portal.Lockdowns;
using SecureIntake.Portal.SignIn;
using SecureIntake.Portal.Staff;

namespace SecureIntake.Hosts.Tests.Portal;

/// <summary>
/// The real Portal on a real port, with a clock that tests move, a store of its own and the real Gate beside it. Its lines are kept for inspection.
/// </summary>
internal sealed class PortalHost : IAsyncDisposable
{
    /// <summary>The noon at which every test begins.</summary>
    public static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private readonly WebApplication _app;

    private PortalHost(WebApplication app, IReadOnlyList<GateHost> gates, LineCollector lines, FakeTimeProvider time) =>
        (_app, Gates, Lines, Time) = (app, gates, lines, time);

    /// <summary>The gate beside it: the first one.</summary>
    public GateHost Gate => Gates[0];

    /// <summary>Every gate that it asks.</summary>
    public IReadOnlyList<GateHost> Gates { get; }

    /// <summary>The portal's own line to the first gate.</summary>
    public GateClient GateClient => Services.GetRequiredService<GateClients>().All[0];

    public FakeTimeProvider Time { get; }

    public LineCollector Lines { get; }

    public IServiceProvider Services => _app.Services;

    public string StorageFolder => Services.GetRequiredService<IOptions<StorageOptions>>().Value.Folder;

    public int Port => new Uri(_app.Urls.Single()).Port;

    /// <summary>Starts the portal over a store, and the gate, which takes the settings below <c>Gate</c>. Scripts are not needed here: an empty bundle stands for them.</summary>
    public static Task<PortalHost> StartAsync(Store store, params (string Key, string Value)[] settings) => StartAsync(store, second: false, settings);

    /// <summary>The same with a second gate.</summary>
    public static Task<PortalHost> StartWithTwoGatesAsync(Store store) => StartAsync(store, second: true, []);

    private static async Task<PortalHost> StartAsync(Store store, bool second, (string Key, string Value)[] settings)
    {
        var time = new FakeTimeProvider(Noon);
        var lines = new LineCollector();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production", ApplicationName = typeof(PortalOptions).Assembly.GetName().Name });
        var gates = new List<GateHost>
        {
            await GateHost.StartAsync(store.Folder, time, [.. settings.Where(setting => setting.Key.StartsWith("Gate:", StringComparison.Ordinal))]),
        };
        if (second)
            gates.Add(await GateHost.StartAsync(store.Folder, time, ("Gate:Folder", Path.Combine(store.Folder, "gate-2"))));
        builder.Configuration.AddInMemoryCollection(store.Settings);
        builder.Configuration.AddInMemoryCollection(gates[0].LinkSettings);
        foreach (var other in gates.Skip(1))
            builder.Configuration.AddInMemoryCollection(other.LinkSettingsAt("GateLink:Second"));
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Portal:AssetsFolder"] = EmptyBundle(store),
            ["Trust:RootFingerprintFile"] = Path.Combine(store.Folder, "root.fingerprint"),
        });
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddPortal();
        builder.Logging.ClearProviders().AddProvider(lines);
        builder.Services.AddSingleton<TimeProvider>(time);
        var app = builder.Build();
        app.UsePortal();
        await app.StartAsync();
        return new PortalHost(app, gates, lines, time);
    }

    /// <summary>Lets the clock run until something holds: retries and pauses are by that clock.</summary>
    public async Task UntilAsync(Func<bool> holds)
    {
        for (int i = 0; i < 1500; i++)
        {
            if (holds())
                return;
            Time.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Delay(20);
        }

        Assert.Fail("it did not come to that");
    }

    public Task<CasesContext> OpenCasesAsync() => Services.GetRequiredService<IDbContextFactory<CasesContext>>().CreateDbContextAsync();

    /// <summary>A client that reaches the portal by its host name, wherever that name leads.</summary>
    public HttpClient Connect() => Connect(Port);

    /// <summary>The same for a portal that listens on this port.</summary>
    public static HttpClient Connect(int port)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectCallback = async (_, cancel) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync("127.0.0.1", port, cancel);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        return new HttpClient(handler) { BaseAddress = new Uri($"http://portal.localhost:{port}") };
    }

    /// <summary>
    /// The cookie of a session, made by the portal's own machinery. How members sign in is tested elsewhere.
    /// </summary>
    public async Task<string> SessionCookieAsync(StaffMember member)
    {
        await using var scope = Services.CreateAsyncScope();
        var principal = await scope.ServiceProvider.GetRequiredService<IUserClaimsPrincipalFactory<StaffMember>>().CreateAsync(member);
        var session = Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(IdentityConstants.ApplicationScheme);
        var properties = new AuthenticationProperties { IssuedUtc = Time.GetUtcNow(), ExpiresUtc = Time.GetUtcNow().AddHours(8) };
        Services.GetRequiredService<LockdownState>().Begin(member.Member, properties);
        return session.Cookie.Name + "=" + session.TicketDataFormat.Protect(
            new AuthenticationTicket(principal, properties, IdentityConstants.ApplicationScheme));
    }

    public async ValueTask DisposeAsync()
    {
        // Disposing alone would leave the hosted services writing into a folder that is about to go.
        await _app.StopAsync();
        await _app.DisposeAsync();
        foreach (var gate in Gates)
            await gate.DisposeAsync();
    }

    private static string EmptyBundle(Store store)
    {
        string folder = Directory.CreateDirectory(Path.Combine(store.Folder, "assets")).FullName;
        File.WriteAllText(
            Path.Combine(folder, "assets.json"), """{"main.js":"main.js","portal.css":"portal.css","icon.svg":"icon.svg","passphrase.js":"passphrase.js"}""");
        return folder;
    }
}
