using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SecureIntake.Examination.Documents;
using SecureIntake.Worker;

namespace SecureIntake.Hosts.Tests.Worker;

/// <summary>The real worker in this process, with what it logs at hand.</summary>
internal sealed class WorkerHost : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly Lines _lines;

    private WorkerHost(IHost host, Lines lines) => (_host, _lines) = (host, lines);

    public IServiceProvider Services => _host.Services;

    public string Logged => _lines.ToString();

    public static async Task<WorkerHost> StartAsync(BenchOffice office, Action<IServiceCollection>? change = null)
    {
        var lines = new Lines();
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(office.WorkerSettings);
        builder.Logging.ClearProviders().AddProvider(lines).SetMinimumLevel(LogLevel.Trace);
        builder.AddWorker();
        // A document that stalls its parser need not stall the tests.
        builder.Services.AddSingleton(new ExaminerOptions { Time = TimeSpan.FromSeconds(5) });
        change?.Invoke(builder.Services);
        var host = builder.Build();
        await host.StartAsync();
        return new WorkerHost(host, lines);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        private readonly StringBuilder _text = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_text)
                _text.Append(formatter(state, exception)).Append(' ').AppendLine(exception?.ToString());
        }

        public void Dispose()
        {
        }

        public override string ToString()
        {
            lock (_text)
                return _text.ToString();
        }
    }
}
