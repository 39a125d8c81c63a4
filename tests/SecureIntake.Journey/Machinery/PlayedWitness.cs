using System.Diagnostics;

namespace SecureIntake.Journey.Machinery;

/// <summary>A witness of the log as a partner runs it, <c>secureintake witness</c>: no part of the installation, with a folder of its own.</summary>
internal sealed class PlayedWitness : IDisposable
{
    private const string Name = "witness.example";

    private readonly Layout _layout;
    private readonly string _folder;
    private readonly string _address;
    private Process? _process;

    private PlayedWitness(Layout layout, string folder, int port) => (_layout, _folder, _address) = (layout, folder, $"http://127.0.0.1:{port}/");

    /// <summary>What the root signs, with the address that the portal needs.</summary>
    public string PolicyFile => Path.Combine(_folder, "witness.policy");

    private string KeyFile => Path.Combine(_folder, "witness.key");

    /// <summary>Makes its key, and the policy that asks for it.</summary>
    public static async Task<PlayedWitness> MakeAsync(Layout layout, int port, CancellationToken cancel)
    {
        var witness = new PlayedWitness(layout, Directory.CreateTempSubdirectory("secureintake-witness-").FullName, port);
        var key = await Commands.SecureIntakeAsync(layout, cancel, 0, "witness", "keygen", witness.KeyFile, "--name", Name);
        await File.WriteAllTextAsync(witness.PolicyFile, $"witness one {key.Text.Trim()} {witness._address}\nquorum one\n", cancel);
        return witness;
    }

    /// <summary>Begins to witness a log.</summary>
    public void Start(string logKey)
    {
        string[] arguments = ["witness", "--key", KeyFile, "--name", Name, "--state", Path.Combine(_folder, "memory"), "--listen", _address, "--log", logKey];
        _process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(_layout.Applications, "cli", "secureintake.dll"), .. arguments])
        {
            UseShellExecute = false,
            // It writes a line for each request; nobody reads them here.
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public void Dispose()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process?.Dispose();
        _process = null;
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }
}
