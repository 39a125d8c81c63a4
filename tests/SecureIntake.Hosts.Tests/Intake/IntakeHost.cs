using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using SecureIntake.Cases;
using SecureIntake.Hosts.Tests.Infrastructure;
using SecureIntake.Intake;
using SecureIntake.Intake.Submissions;

namespace SecureIntake.Hosts.Tests.Intake;

/// <summary>The real Intake on a real port, with a clock that tests move and a store of their own. Its lines are kept for inspection.</summary>
internal sealed class IntakeHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private IntakeHost(WebApplication app, LineCollector lines, FakeTimeProvider time)
    {
        (_app, Lines, Time) = (app, lines, time);
        Address = new Uri(app.Urls.Single());
        Client = new TusClient(Address);
    }

    public Uri Address { get; }

    public TusClient Client { get; }

    public FakeTimeProvider Time { get; }

    public LineCollector Lines { get; }

    public IServiceProvider Services => _app.Services;

    public BatchEntry Batch => Services.GetRequiredService<BatchEntry>();

    /// <summary>Starts Intake over a store. The site folder and the fingerprint file lie in the store's folder.</summary>
    public static async Task<IntakeHost> StartAsync(Store store, SpecimenOffice office, FakeTimeProvider? time = null, params (string Key, string Value)[] settings)
    {
        time ??= new FakeTimeProvider(new DateTimeOffset(SpecimenOffice.Today, new TimeOnly(9, 30), TimeSpan.Zero));
        var lines = new LineCollector();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Configuration.AddInMemoryCollection(store.Settings);
        builder.Configuration.AddInMemoryCollection(Settings(store, office));
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddIntake();
        builder.Logging.ClearProviders().AddProvider(lines);
        builder.Services.AddSingleton<TimeProvider>(time);
        var app = builder.Build();
        app.UseIntake();
        await app.StartAsync();
        return new IntakeHost(app, lines, time);
    }

    public static Dictionary<string, string?> Settings(Store store, SpecimenOffice office)
    {
        string site = Directory.CreateDirectory(Path.Combine(store.Folder, "site", "assets")).Parent!.FullName;
        File.WriteAllText(Path.Combine(site, "index.html"), "<!doctype html><title>Form</title>");
        File.WriteAllText(Path.Combine(site, "site.manifest"), "SPECIMEN");
        File.WriteAllText(Path.Combine(site, "assets", "main-ABCD2345.js"), "export {};");
        string fingerprint = Path.Combine(store.Folder, "root.fingerprint");
        File.WriteAllText(fingerprint, office.Fingerprint + "\n");
        return new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Intake:SiteFolder"] = site,
            ["Trust:RootFingerprintFile"] = fingerprint,
            ["Intake:BatchHours"] = "6",
        };
    }

    public async Task<CasesContext> OpenCasesAsync() => await Services.GetRequiredService<IDbContextFactory<CasesContext>>().CreateDbContextAsync();

    public async Task PublishAsync(SpecimenOffice office, params Sealing.Documents.Week[] weeks)
    {
        await using var cases = await OpenCasesAsync();
        await office.PublishAsync(cases, weeks);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}

/// <summary>Keeps every log line, whatever its category.</summary>
internal sealed class LineCollector : ILoggerProvider, ILogger
{
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> All
    {
        get
        {
            lock (_lines) return [.. _lines];
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_lines) _lines.Add($"{logLevel} {formatter(state, exception)} {exception}");
    }

    public void Dispose()
    {
    }
}
