using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using SecureIntake.Audit.Log;
using SecureIntake.Audit.Tests.Log;
using SecureIntake.Audit.Witnesses;

namespace SecureIntake.Audit.Tests.Cli;

/// <summary>The real process over real HTTP, asked by the client that the portal uses.</summary>
public sealed class WitnessCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LogSigner _signer = new(CheckpointTests.Name, CheckpointTests.Seed);
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(20) };
    private readonly Uri _address = FreeAddress();
    private readonly LogWriter _log;
    private readonly List<Process> _started = [];

    public WitnessCommandTests() => _log = LogWriter.Open(_folder.Log, _signer);

    public void Dispose()
    {
        foreach (var witness in _started)
        {
            // A test that failed did not end it.
            if (!witness.HasExited) witness.Kill();
            witness.Dispose();
        }
        _log.Dispose();
        _http.Dispose();
        _signer.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_witness_cosigns_remembers_when_it_is_killed_and_refuses_forks_and_roll_backs()
    {
        var key = await KeyAsync();
        var client = new WitnessClient(_http, key, _address);
        _log.Append(TreeTests.Leaves(5));
        var old = _log.Tree;
        {
            var witness = await StartAsync();
            Assert.IsType<Asked.Cosigned>(await AskAsync(client, _log.Tree, 0));
            _log.Append(TreeTests.Leaves(300)[5..]);
            Assert.Equal(new Asked.Knows(5), await AskAsync(client, _log.Tree, 0));
            var cosigned = Assert.IsType<Asked.Cosigned>(await AskAsync(client, _log.Tree, 5));
            Assert.Equal(key, cosigned.Cosignature.Key);
            Assert.True(_log.Cosign(_log.Tree.Checkpoint, [cosigned.Cosignature]));
            witness.Kill();
            await witness.WaitForExitAsync();
        }

        {
            var witness = await StartAsync();
            Assert.Equal(new Asked.Knows(300), await AskAsync(client, old, 0));
            using var forkFolder = new TemporaryFolder();
            using var fork = LogWriter.Open(forkFolder.Log, _signer);
            fork.Append([[7], .. TreeTests.Leaves(299)]);
            Assert.Equal(new Asked.Knows(300), await AskAsync(client, fork.Tree, 300));
            fork.Append([[8]]);
            Assert.Equal(new Asked.Refused(422), await AskAsync(client, fork.Tree, 300));
            using var other = new LogSigner("other.example/log", CheckpointTests.Seed);
            Assert.Equal(new Asked.Refused(404), await client.AskAsync(new AddCheckpoint(0, [], other.Sign(old.Checkpoint with { Origin = "other.example/log" })), CancellationToken.None));

            var kept = await _http.GetByteArrayAsync(new Uri(_address, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(CheckpointTests.Name))) + "/checkpoint"));
            Assert.True(CheckpointNote.TryVerify(kept, _signer.Key, out var checkpoint));
            Assert.Equal(_log.Tree.Checkpoint, checkpoint);
            foreach (var (method, path, body, status) in new[]
            {
                (HttpMethod.Get, "add-checkpoint", "", 405),
                (HttpMethod.Post, "add-checkpoint", "nonsense", 400),
                (HttpMethod.Post, "add-checkpoint", new string('x', AddCheckpoint.MaxLength + 1), 413),
                (HttpMethod.Get, "elsewhere", "", 404),
                (HttpMethod.Get, "../checkpoint", "", 404),
            })
            {
                using var request = new HttpRequestMessage(method, new Uri(_address, path)) { Content = method == HttpMethod.Post ? new StringContent(body) : null };
                using var response = await _http.SendAsync(request);
                Assert.Equal(status, (int)response.StatusCode);
            }
            Assert.Equal(0, await EndAsync(witness));
        }
    }

    [Fact]
    public async Task A_witness_whose_disk_is_full_or_memory_changed_cosigns_nothing_says_so_and_goes_on_when_it_is_mended()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/dev/full is Linux's");
        var client = new WitnessClient(_http, await KeyAsync(), _address);
        _log.Append(TreeTests.Leaves(5));
        var witness = await StartAsync();
        Assert.IsType<Asked.Cosigned>(await AskAsync(client, _log.Tree, 0));
        _log.Append(TreeTests.Leaves(9)[5..]);
        var memory = Directory.EnumerateFiles(Path.Combine(_folder.Path, "memory"), "checkpoint", SearchOption.AllDirectories).Single();

        var full = File.CreateSymbolicLink(memory + ".next", "/dev/full");
        Assert.Equal(HttpStatusCode.InternalServerError, (await Assert.ThrowsAsync<HttpRequestException>(() => AskAsync(client, _log.Tree, 5))).StatusCode);
        full.Delete();

        var good = await File.ReadAllBytesAsync(memory);
        await File.WriteAllBytesAsync(memory, good[..^1]);
        Assert.Equal(HttpStatusCode.InternalServerError, (await Assert.ThrowsAsync<HttpRequestException>(() => AskAsync(client, _log.Tree, 5))).StatusCode);
        await File.WriteAllBytesAsync(memory, good);

        Assert.IsType<Asked.Cosigned>(await AskAsync(client, _log.Tree, 5));
        Assert.Equal(0, await EndAsync(witness));
    }

    [Theory]
    [InlineData("\u0001\u0002\r\n\r\n")]
    [InlineData("POST /witness/add-checkpoint HTTP/1.1\r\n\r\n")]
    [InlineData("POST /witness/add-checkpoint HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -5\r\n\r\n")]
    [InlineData("POST /witness/add-checkpoint HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\nold 0")]
    [InlineData("POST /witness/add-checkpoint HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n")]
    [InlineData("POST /witness/%00%ff HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")]
    [InlineData("GET http://[ HTTP/1.1\r\nHost: \u0001\r\n\r\n")]
    public async Task A_request_that_is_none_harms_nobody_else(string request)
    {
        var client = new WitnessClient(_http, await KeyAsync(), _address);
        _log.Append(TreeTests.Leaves(5));
        var witness = await StartAsync();
        // More of them than are answered at once.
        for (var i = 0; i < 12; i++)
        {
            using var hostile = new TcpClient();
            await hostile.ConnectAsync(IPAddress.Loopback, _address.Port);
            await hostile.GetStream().WriteAsync(Encoding.Latin1.GetBytes(request));
        }
        Assert.IsType<Asked.Cosigned>(await AskAsync(client, _log.Tree, 0));
        Assert.Equal(0, await EndAsync(witness));
    }

    [Fact]
    public async Task A_witness_that_lies_or_is_away_gives_no_cosignature()
    {
        await KeyAsync();
        _log.Append(TreeTests.Leaves(5));
        // Another key than the one that was expected, as a man in the middle would have.
        var client = new WitnessClient(_http, WitnessKey.Of("witness.example", SpecimenOffice.Digest("another key")), _address);
        await Assert.ThrowsAsync<HttpRequestException>(() => AskAsync(client, _log.Tree, 0));
        var witness = await StartAsync();
        Assert.Equal(new Asked.Refused(200), await AskAsync(client, _log.Tree, 0));
        Assert.Equal(0, await EndAsync(witness));
    }

    [Fact]
    public async Task Two_processes_share_no_memory_and_a_changed_memory_is_not_used()
    {
        var key = await KeyAsync();
        _log.Append(TreeTests.Leaves(5));
        {
            var witness = await StartAsync();
            Assert.IsType<Asked.Cosigned>(await AskAsync(new WitnessClient(_http, key, _address), _log.Tree, 0));
            Assert.EndsWith("exit 1\n", await Transcript.RunAsync(Arguments(), _folder.Path), StringComparison.Ordinal);
            Assert.Equal(0, await EndAsync(witness));
        }
        var file = Directory.EnumerateFiles(Path.Combine(_folder.Path, "memory"), "checkpoint", SearchOption.AllDirectories).Single();
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[^10] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);
        Assert.EndsWith("exit 3\n", await Transcript.RunAsync(Arguments(), _folder.Path), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("witness")]
    [InlineData("witness --key witness.key --state memory")]
    [InlineData("witness --key witness.key --state memory --log garbage")]
    [InlineData("witness --key witness.key --state memory --listen https://127.0.0.1/")]
    [InlineData("witness keygen other.key --name a+b")]
    public async Task Wrong_use_is_refused(string line)
    {
        await KeyAsync();
        Assert.EndsWith("exit 2\n", await Transcript.RunAsync(line.Split(' '), _folder.Path), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "memory")));
    }

    private static Task<Asked> AskAsync(WitnessClient client, LogTree tree, long old) =>
        client.AskAsync(new AddCheckpoint(old, old < tree.Size ? tree.ProveConsistency(old) : [], tree.Note), CancellationToken.None);

    private async Task<WitnessKey> KeyAsync()
    {
        var said = await Transcript.RunAsync(["witness", "keygen", "witness.key"], _folder.Path);
        Assert.EndsWith("exit 0\n", said, StringComparison.Ordinal);
        Assert.True(WitnessKey.TryParse(said.Split('\n')[0], out var key));
        return key!;
    }

    private string[] Arguments() => ["witness", "--key", "witness.key", "--state", "memory", "--log", _signer.Key.ToString(), "--listen", _address.ToString()];

    private async Task<Process> StartAsync()
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "secureintake.dll"), .. Arguments()])
        {
            UseShellExecute = false,
            WorkingDirectory = _folder.Path,
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        _started.Add(process);
        var line = await process.StandardOutput.ReadLineAsync();
        Assert.EndsWith($"listens at {_address}", line, StringComparison.Ordinal);
        return process;
    }

    private static async Task<int> EndAsync(Process process)
    {
        using var kill = Process.Start("kill", [process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    private static Uri FreeAddress()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/witness/");
    }
}
