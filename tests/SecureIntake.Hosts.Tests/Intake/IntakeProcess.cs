using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using SecureIntake.Hosts.Tests.Infrastructure;

namespace SecureIntake.Hosts.Tests.Intake;

/// <summary>Intake as a process of its own, which can be killed.</summary>
internal sealed class IntakeProcess : IDisposable
{
    private readonly Process _process;

    private IntakeProcess(Process process, Uri address) => (_process, Client) = (process, new TusClient(address));

    public TusClient Client { get; }

    public static async Task<IntakeProcess> StartAsync(Store store, SpecimenOffice office, params (string Key, string Value)[] settings)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "SecureIntake.Intake.dll"), "--urls", address.ToString()])
        {
            UseShellExecute = false,
            WorkingDirectory = store.Folder,
        };
        var all = store.Settings.Concat(IntakeHost.Settings(store, office)).Concat(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)));
        foreach (var (key, value) in all) start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        var intake = new IntakeProcess(Process.Start(start)!, address);
        for (int i = 0; ; i++)
        {
            try
            {
                using var answer = await intake.Client.GetAsync("/");
                return intake;
            }
            catch (HttpRequestException) when (i < 300 && !intake._process.HasExited)
            {
                await Task.Delay(50);
            }
        }
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited) Kill();
        _process.Dispose();
        Client.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
