using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace SecureIntake.EndToEnd.Tests.Journeys;

/// <summary>The program behind <c>./ops/run --demo</c>, known only by what it prints to the person who started it.</summary>
internal sealed partial class Demonstration : IDisposable
{
    private readonly Process _process;
    private readonly List<string> _introduction = [];

    private Demonstration(Process process) => _process = process;

    /// <summary>Starts it and reads until it asks for Enter.</summary>
    public static async Task<Demonstration> StartAsync(CancellationToken cancel)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "SecureIntake.Demo.dll");
        var start = new ProcessStartInfo("dotnet", [program, "live", $"{FreePort()}", $"{FreePort()}"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var demonstration = new Demonstration(Process.Start(start)!);
        await demonstration.ReadUntilAsync(line => line.Contains("Press Enter", StringComparison.Ordinal), demonstration._introduction, cancel);
        await demonstration.ReadCodesAsync(cancel);
        return demonstration;
    }

    public string PortalUrl => Said(Portal());

    /// <summary>The arguments of the printed command that checks the log.</summary>
    public string[] LogCheck => Said(Command()).Split(' ');

    /// <summary>The printed passphrase of a member.</summary>
    public string PassphraseOf(string pseudonym) => Said(new Regex($"^  [a-z]+ +{pseudonym} +([a-z]+( [a-z]+)+)$"));

    /// <summary>The pseudonym of the first member with a role.</summary>
    public string First(string role) => Said(new Regex($"^  {role} +([a-z]+) "));

    /// <summary>Presses Enter and reads a member's one-time code of this moment.</summary>
    public async Task<string> CodeOfAsync(string pseudonym, CancellationToken cancel)
    {
        await _process.StandardInput.WriteLineAsync();
        await _process.StandardInput.FlushAsync(cancel);
        return Code(pseudonym).Match((await ReadCodesAsync(cancel)).Single(Code(pseudonym).IsMatch)).Groups[1].Value;
    }

    /// <summary>Ends it as a closing terminal would.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> EndAsync(CancellationToken cancel)
    {
        using (var kill = Process.Start("kill", ["-HUP", $"{_process.Id}"]))
            await kill.WaitForExitAsync(cancel);
        await _process.WaitForExitAsync(cancel);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    // The first group of the first line that matches.
    private string Said(Regex pattern) =>
        _introduction.Select(line => pattern.Match(line)).First(match => match.Success).Groups[1].Value;

    // Everyone's codes are printed at once; the auditor is the last.
    private async Task<IReadOnlyList<string>> ReadCodesAsync(CancellationToken cancel)
    {
        var lines = new List<string>();
        await ReadUntilAsync(Code(First("auditor")).IsMatch, lines, cancel);
        return lines;
    }

    private async Task ReadUntilAsync(Func<string, bool> last, List<string> lines, CancellationToken cancel)
    {
        do
        {
            lines.Add(await _process.StandardOutput.ReadLineAsync(cancel)
                ?? throw new InvalidOperationException("The demonstration ended: " + string.Join('\n', lines)));
        }
        while (!last(lines[^1]));
    }

    private static Regex Code(string pseudonym) => new($"^  {pseudonym} +([0-9]{{6}})$");

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex("^  Portal +(http://[^/]+)/")]
    private static partial Regex Portal();

    [GeneratedRegex("^  ./ops/secureintake (audit verify .+)$")]
    private static partial Regex Command();
}
