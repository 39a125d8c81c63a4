using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SecureIntake.Gate;
using SecureIntake.Gate.Keys;
using SecureIntake.Hosts.Tests.Intake;
using SecureIntake.Opening;
using SecureIntake.Sealing.Age;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Gates;

namespace SecureIntake.Hosts.Tests.Gate;

/// <summary>The real Gate on a real port, with a folder of its own. Its lines are kept for inspection.</summary>
internal sealed class GateHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private GateHost(WebApplication app, string folder, LineCollector lines)
    {
        (_app, Folder, Lines, Address) = (app, folder, lines, app.Urls.Single());
        var signing = Services.GetRequiredService<GateSigningKey>();
        Listed = new GateSigner(signing.Id, signing.Key.Signer);
    }

    public string Folder { get; }

    public LineCollector Lines { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>What the root lists of it.</summary>
    public GateSigner Listed { get; }

    /// <summary>What leads to it.</summary>
    public Dictionary<string, string?> LinkSettings => LinkSettingsAt("GateLink");

    /// <summary>The same in another section.</summary>
    public Dictionary<string, string?> LinkSettingsAt(string section) => new(StringComparer.Ordinal)
    {
        [section + ":Address"] = Address,
        [section + ":PinFile"] = Path.Combine(Folder, "link.pin"),
    };

    /// <summary>Where it listens.</summary>
    public string Address { get; }

    /// <summary>Starts the gate of an installation: its folder lies in the installation's, the pins of portal and worker beside it.</summary>
    public static async Task<GateHost> StartAsync(string installation, TimeProvider time, params (string Key, string Value)[] settings)
    {
        string folder = settings.FirstOrDefault(setting => setting.Key == "Gate:Folder").Value ?? Path.Combine(installation, "gate");
        var lines = new LineCollector();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production", ApplicationName = typeof(GateOptions).Assembly.GetName().Name });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Gate:Folder"] = folder,
            ["Gate:RootFingerprintFile"] = Path.Combine(installation, "root.fingerprint"),
            ["Gate:ClientPinFiles:0"] = Path.Combine(installation, "portal.pin"),
            ["Gate:ClientPinFiles:1"] = Path.Combine(installation, "worker.pin"),
        });
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.WebHost.UseUrls(settings.FirstOrDefault(setting => setting.Key == "urls").Value ?? "https://127.0.0.1:0");
        builder.AddGate();
        builder.Logging.ClearProviders().AddProvider(lines);
        builder.Services.AddSingleton(time);
        var app = builder.Build();
        app.UseGate();
        await app.StartAsync();
        return new GateHost(app, folder, lines);
    }

    /// <summary>The published key of a scope, by the gate's own hand.</summary>
    public SignedDocument Publish(GateScope scope) => Services.GetRequiredService<GateKeys>().Publish(scope)!;

    /// <summary>Takes the header of a grant out of the key of its case, as only the gate can.</summary>
    public Header Open(byte[] held, SignedDocument grant)
    {
        Assert.True(grant.TryRead<GrantDocument>(out var terms));
        using var identity = Services.GetRequiredService<GateKeys>().Open(GateScope.Of(terms.Case), out _);
        Assert.NotNull(identity);
        Assert.True(HeldHeaderOpening.TryOpen(held, HeldName.Grant(grant.BodyDigest), identity, out byte[]? bytes));
        Assert.True(Header.TryParse(bytes, out var header, out _));
        return header;
    }

    /// <summary>Takes a header out of a key, as only the gate can; null where that key does not hold it under this name, or is gone.</summary>
    public byte[]? Open(byte[] held, HeldName name, GateScope scope)
    {
        using var identity = Services.GetRequiredService<GateKeys>().Open(scope, out _);
        return identity is not null && HeldHeaderOpening.TryOpen(held, name, identity, out byte[]? header) ? header : null;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
