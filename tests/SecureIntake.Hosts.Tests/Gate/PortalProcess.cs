using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using SecureIntake.Hosts.Tests.Infrastructure;
using SecureIntake.Hosts.Tests.Portal;

namespace SecureIntake.Hosts.Tests.Gate;

/// <summary>Portal as a process of its own, which can be killed, over a store that a portal of this process has begun.</summary>
internal sealed class PortalProcess : IDisposable
{
    private readonly Process _process;

    private PortalProcess(Process process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    public static async Task<PortalProcess> StartAsync(Store store, GateHost gate)
    {
        int port = FreePort();
        var start = new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "SecureIntake.Portal.dll"), "--urls", $"http://127.0.0.1:{port}"])
        {
            UseShellExecute = false,
            WorkingDirectory = store.Folder,
        };
        foreach (var (key, value) in store.Settings.Concat(gate.LinkSettings))
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        start.Environment["Portal__AssetsFolder"] = Path.Combine(store.Folder, "assets");
        start.Environment["Trust__RootFingerprintFile"] = Path.Combine(store.Folder, "root.fingerprint");
        start.Environment["Logging__LogLevel__Default"] = "Critical";
        var portal = new PortalProcess(Process.Start(start)!, port);
        using var client = PortalHost.Connect(port);
        for (int i = 0; ; i++)
        {
            try
            {
                using var answer = await client.GetAsync("/sign-in");
                return portal;
            }
            catch (HttpRequestException) when (i < 600 && !portal._process.HasExited)
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
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
