using System.Diagnostics;

namespace SecureIntake.Host.Supervision;

/// <summary>Keeps one process alive: starts it, passes its lines on, starts it again when it ends, stops it with the host.</summary>
internal sealed partial class Supervisor(
    Application application, HostOptions options, LastingThread thread, TimeProvider time, ILogger<Supervisor> logger) : BackgroundService
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (application == Application.Gate && options.GateUrl.Length == 0)
            return;
        var delay = RestartDelay.First;
        while (!stoppingToken.IsCancellationRequested)
        {
            long begun = time.GetTimestamp();
            using var process = await thread.RunAsync(Start);
            Log.Started(logger, application, process.Id);
            await WaitAsync(process, stoppingToken);
            if (stoppingToken.IsCancellationRequested)
                return;
            delay = delay.After(time.GetElapsedTime(begun));
            Log.Ended(logger, application, process.ExitCode, delay.Span.TotalSeconds);
            await Task.Delay(delay.Span, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Process Start()
    {
#pragma warning disable CA1308 // Folder names are lower-case.
        string name = application.ToString().ToLowerInvariant();
#pragma warning restore CA1308
        string assembly = Path.Combine(options.Applications, name, $"SecureIntake.{application}.dll");
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // What a process holds in memory must not be dumped or attached to.
            Environment = { ["DOTNET_EnableDiagnostics"] = "0" },
            WorkingDirectory = Path.GetDirectoryName(assembly)!,
        };
        if (UrlOf(application) is { } url)
            start.Environment["ASPNETCORE_URLS"] = url;
        // The children die with the host, even when it is killed and cannot say so.
        if (OperatingSystem.IsLinux() && File.Exists("/usr/bin/setpriv"))
        {
            start.FileName = "/usr/bin/setpriv";
            start.ArgumentList.Add("--pdeathsig");
            start.ArgumentList.Add("TERM");
            start.ArgumentList.Add("dotnet");
        }

        start.ArgumentList.Add(assembly);
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => PassOn(name, line.Data);
        process.ErrorDataReceived += (_, line) => PassOn(name, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static async Task WaitAsync(Process process, CancellationToken stopping)
    {
        await process.WaitForExitAsync(stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (process.HasExited)
            return;
        Signal.Terminate(process);
        using var patience = new CancellationTokenSource(Grace);
        await process.WaitForExitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
    }

    private string? UrlOf(Application which) => which switch
    {
        Application.Gate => options.GateUrl,
        Application.Intake => options.IntakeUrl,
        Application.Portal => options.PortalUrl,
        Application.Worker => null,
        _ => throw new ArgumentOutOfRangeException(nameof(which)),
    };

    private static void PassOn(string name, string? line)
    {
        if (line is not null)
            Console.Out.WriteLine($"[{name}] {line}");
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Application} started as process {ProcessId}")]
        public static partial void Started(ILogger logger, Application application, int processId);

        [LoggerMessage(2, LogLevel.Warning, "{Application} ended with {ExitCode}; starting it again in {Seconds} s")]
        public static partial void Ended(ILogger logger, Application application, int exitCode, double seconds);
    }
}
