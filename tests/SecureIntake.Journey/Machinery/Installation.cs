using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace SecureIntake.Journey.Machinery;

/// <summary>
/// A whole installation on loopback, as <c>ops/run</c> makes it: root key, pinned site, and the Host with Intake, Portal, Worker and Gate as
/// real processes on a fresh folder.
/// </summary>
public sealed class Installation : IAsyncDisposable
{
    private readonly Layout _layout;
    private readonly List<string> _lines = [];
    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal);
    private Process? _host;
    private PlayedWitness? _witness;

    private Installation(Layout layout, string folder, int intakePort, int portalPort)
    {
        (_layout, Folder) = (layout, folder);
        (IntakeUrl, PortalUrl) = ($"http://intake.localhost:{intakePort}", $"http://portal.localhost:{portalPort}");
        _environment["Host__IntakeUrl"] = $"http://localhost:{intakePort}";
        _environment["Host__PortalUrl"] = $"http://localhost:{portalPort}";
        // A day is no time for a trial.
        _environment["Gate__CustodyWait"] = "00:00:05";
        _environment["Host__GateUrl"] = _environment["GateLink__Address"] = $"https://127.0.0.1:{FreePort()}";
    }

    /// <summary>The folder of everything that this installation writes.</summary>
    public string Folder { get; }

    /// <summary>Database, blobs, log and staging area.</summary>
    public string Data => Path.Combine(Folder, "data");

    /// <summary>The keys of custodians, who are elsewhere in life.</summary>
    public string Keys => Path.Combine(Folder, "keys");

    /// <summary>What the gate keeps, apart from everything else.</summary>
    public string GateFolder => Path.Combine(Folder, "gate");

    /// <summary>Who must cosign the log: a witness that runs beside the installation.</summary>
    public string WitnessPolicyFile => _witness!.PolicyFile;

    public string IntakeUrl { get; }

    public string PortalUrl { get; }

    public string RootFingerprint => File.ReadAllText(Path.Combine(Folder, "root.fingerprint")).Trim();

    /// <summary>What the processes printed so far.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines)
                return [.. _lines];
        }
    }

    /// <summary>Makes root and site in a fresh folder and starts the processes.</summary>
    public static Task<Installation> StartAsync(Layout layout, CancellationToken cancel) =>
        StartAsync(layout, Directory.CreateTempSubdirectory("secureintake-").FullName, new Ports(FreePort(), FreePort()), "", cancel);

    /// <summary>The same for someone who looks round: its pages say that everything is made up.</summary>
    /// <param name="organisation">Whom the submit client says it is for.</param>
    public static async Task<Installation> StartAsync(Layout layout, string folder, Ports ports, string organisation, CancellationToken cancel)
    {
        var installation = new Installation(layout, folder, ports.Intake, ports.Portal);
        try
        {
            await installation.PrepareAsync(organisation, cancel);
            await installation.StartHostAsync(cancel);
            installation._witness!.Start((await File.ReadAllTextAsync(Path.Combine(installation.Data, "log.vkey"), cancel)).Trim());
            return installation;
        }
        catch
        {
            // Ended while it started: no process stays behind.
            await installation.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops the processes as a power cut would.</summary>
    public async Task KillAsync()
    {
        if (_host is null)
            return;
        var children = ChildrenOf(_host.Id);
        _host.Kill(entireProcessTree: true);
        await _host.WaitForExitAsync();
        // A killed process holds its files for some moments more.
        while (children.Any(IsAlive))
            await Task.Delay(20);
        _host.Dispose();
        _host = null;
    }

    /// <summary>Starts the processes on the folder as it is and waits until both web servers answer.</summary>
    public async Task StartHostAsync(CancellationToken cancel)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(_layout.Applications, "host", "SecureIntake.Host.dll")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in _environment)
            start.Environment[name] = value;
        _host = new Process { StartInfo = start };
        _host.OutputDataReceived += (_, line) => Keep(line.Data);
        _host.ErrorDataReceived += (_, line) => Keep(line.Data);
        _host.Start();
        _host.BeginOutputReadLine();
        _host.BeginErrorReadLine();
        await UntilAnsweredAsync(IntakeUrl, cancel);
        await UntilAnsweredAsync(PortalUrl, cancel);
    }

    public async ValueTask DisposeAsync()
    {
        _witness?.Dispose();
        await KillAsync();
    }

    private static IReadOnlyList<string> ChildrenOf(int process) =>
    [
        .. Directory.EnumerateDirectories($"/proc/{process}/task")
            .SelectMany(thread => File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries)),
    ];

    // A process that nobody has reaped yet (state Z) is dead, and holds nothing once its first thread is its last.
    private static bool IsAlive(string process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/stat").Split(')')[^1].TrimStart()[0] != 'Z'
                || Directory.EnumerateDirectories($"/proc/{process}/task").Skip(1).Any();
        }
        catch (IOException)
        {
            return false;
        }
    }

    private async Task PrepareAsync(string organisation, CancellationToken cancel)
    {
        Directory.CreateDirectory(Data);
        Directory.CreateDirectory(GateFolder);
        string keys = Directory.CreateDirectory(Path.Combine(Folder, "keys")).FullName;
        await Commands.SecureIntakeAsync(
            _layout, cancel, 0, "root", "init", "--keys", "1", "--threshold", "1", "--out", Path.Combine(Folder, "root"));
        File.Copy(Path.Combine(Folder, "root", "root.fingerprint"), Path.Combine(Folder, "root.fingerprint"));
        _witness = await PlayedWitness.MakeAsync(_layout, FreePort(), cancel);
        string site = Path.Combine(Folder, "site");
        await Commands.RunAsync("cp", ["-r", Path.Combine(_layout.Browser, "dist", "site"), site], cancel);
        await Commands.RunAsync("node", [Path.Combine(_layout.Browser, "submit", "pin.mjs"), site, RootFingerprint, organisation], cancel);
        foreach (var (name, value) in new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Storage__Folder"] = Data,
            ["Trust__RootFingerprintFile"] = Path.Combine(Folder, "root.fingerprint"),
            ["Intake__SiteFolder"] = site,
            ["Intake__BatchHours"] = "0",
            ["Portal__AssetsFolder"] = Path.Combine(_layout.Browser, "dist", "portal"),
            ["Portal__HostName"] = "portal.localhost",
            ["Portal__WitnessAddressesFile"] = _witness.PolicyFile,
            ["Portal__LogKeyFile"] = Path.Combine(keys, "log.key"),
            ["Portal__IntakeAddress"] = IntakeUrl,
            ["Portal__Demonstration"] = organisation.Length > 0 ? "true" : "false",
            ["Worker__BenchKeyFile"] = Path.Combine(keys, "bench.key"),
            ["Gate__Folder"] = GateFolder,
            ["Gate__RootFingerprintFile"] = Path.Combine(Folder, "root.fingerprint"),
            ["Gate__ClientPinFiles__0"] = Path.Combine(keys, "portal.pin"),
            ["Gate__ClientPinFiles__1"] = Path.Combine(keys, "worker.pin"),
            ["GateLink__PinFile"] = Path.Combine(GateFolder, "link.pin"),
            ["Portal__LinkKeyFile"] = Path.Combine(keys, "portal.pem"),
            ["Worker__LinkKeyFile"] = Path.Combine(keys, "worker.pem"),
            ["Host__Applications"] = _layout.Applications,
        })
        {
            _environment[name] = value;
        }
    }

    private async Task UntilAnsweredAsync(string url, CancellationToken cancel)
    {
        // HttpClient does not know that every name below localhost is this machine; browsers do.
        using var client = new HttpClient(new SocketsHttpHandler { ConnectCallback = Loopback.ConnectAsync });
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri(url), patience.Token);
                return;
            }
            catch (HttpRequestException) when (_host is { HasExited: false })
            {
                await Task.Delay(100, patience.Token);
            }
            catch (Exception e) when (e is HttpRequestException || !cancel.IsCancellationRequested)
            {
                throw new InvalidOperationException($"{url} does not answer.\n{string.Join('\n', Lines)}", e);
            }
        }
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        lock (_lines)
            _lines.Add(line);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>Where the two web servers listen on loopback.</summary>
public sealed record Ports(int Intake, int Portal);
