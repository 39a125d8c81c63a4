using System.Net;
using System.Net.Sockets;
using SecureIntake.Audit.Log;
using SecureIntake.Audit.Witnesses;

namespace SecureIntake.Audit.Tests.Cli;

public sealed class AuditCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SpecimenOffice _office = new();

    public void Dispose()
    {
        _office.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Verify_says_what_its_transcript_says()
    {
        var tree = Write("log", 300).Root.ToString();
        foreach (var name in new[] { "changed-entry", "changed-tile", "missing-tile", "changed-checkpoint", "foreign-file" }) Write(name, 300);
        Flip("changed-entry/tile/entries/001.p/64", ^5000);
        Flip("changed-tile/tile/0/000", 77);
        Exchange("changed-checkpoint/checkpoint", ^20);
        File.Delete(Place("missing-tile/tile/1/000.p/1"));
        await File.WriteAllTextAsync(Place("foreign-file/notes.txt"), "SPECIMEN");
        Write("old-copy", 200);
        using (var writer = LogWriter.Open(Place("second-history"), _office.Log))
            writer.Append([.. _office.Entries().Select(e => e.Bytes.ToArray()), .. SpecimenOffice.Receipts(301).Skip(1)]);
        // Larger than the log, so that taking them for its own would say that it was rolled back.
        using (var other = new LogSigner("other.example/log", SpecimenOffice.Seed("log")))
            await File.WriteAllBytesAsync(Place("kept-of-another"), other.Sign(new Checkpoint("other.example/log", 400, SpecimenOffice.Digest("root"))));
        using (var before = new LogSigner("specimen.example/log", SpecimenOffice.Seed("log before")))
            await File.WriteAllBytesAsync(Place("kept-before"), before.Sign(new Checkpoint("specimen.example/log", 400, SpecimenOffice.Digest("root"))));
        using (var writer = LogWriter.Open(Place("unpublished"), _office.Log))
            writer.Append([.. _office.Entries().Take(3).Select(e => e.Bytes.ToArray())]);
        await File.WriteAllTextAsync(Place("policy"), $"witness one {WitnessKey.Of("one.example", SpecimenOffice.Digest("witness"))}\nquorum one\n");
        await File.WriteAllTextAsync(Place("no-policy"), "quorum none\nquorum none\n");
        var asking = WriteAsking("cosigned", cosigned: true);
        WriteAsking("not-cosigned", cosigned: false);
        await Transcript.CheckAsync("verify.transcript", _folder.Path, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ROOT"] = _office.RootFingerprint,
            ["VKEY"] = _office.Log.Key.ToString(),
            ["TREE"] = tree,
            ["ASKING"] = asking.Root.ToString(),
        });
    }

    /// <summary>A log whose root asks for one witness.</summary>
    private Checkpoint WriteAsking(string name, bool cosigned)
    {
        using var witness = new WitnessSigner("one.example", SpecimenOffice.Seed("witness"));
        using var writer = LogWriter.Open(Place(name), _office.Log);
        var body = _office.PolicyBody();
        body["witnesses"] = $"witness one {witness.Key}\nquorum one\n";
        var entries = _office.Entries().ToArray();
        entries[3] = SpecimenOffice.Publish("policy/v1", body, SpecimenOffice.Root1, SpecimenOffice.Root3);
        writer.Append([.. entries.Select(e => e.Bytes.ToArray())]);
        if (cosigned) writer.Cosign(writer.Tree.Checkpoint, [witness.Cosign(writer.Tree.Checkpoint, 1_795_000_000)]);
        return writer.Tree.Checkpoint;
    }

    [Fact]
    public async Task Entries_says_what_its_transcript_says()
    {
        Write("small", 0);
        Write("missing-bundle", 0);
        File.Delete(Place("missing-bundle/tile/entries/000.p/20"));
        LogWriter.Open(Place("empty"), _office.Log).Dispose();
        await Transcript.CheckAsync("entries.transcript", _folder.Path, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["LEAD"] = SpecimenOffice.Lead.Id.ToString(),
            ["DEPUTY"] = SpecimenOffice.Deputy.Id.ToString(),
            ["VERIFIER"] = SpecimenOffice.Verifier.Id.ToString(),
            ["BENCH"] = SpecimenOffice.Bench.Id.ToString(),
            ["CASE"] = SpecimenOffice.Id("case").ToString(),
        });
    }

    [Fact]
    public async Task Entries_as_JSON_are_the_entries()
    {
        Write("small", 0);
        var lines = (await Transcript.RunAsync(["audit", "entries", "small", "--json"], _folder.Path)).Split('\n');
        var entries = _office.Entries();
        for (var i = 0; i < entries.Count; i++)
        {
            var line = System.Text.Json.Nodes.JsonNode.Parse(lines[i])!;
            Assert.Equal(i, line["index"]!.GetValue<int>());
            Assert.Equal(entries[i].Bytes.ToArray(), SecureIntake.Audit.Events.CanonicalJson.Write(line["entry"]));
        }
    }

    [Fact]
    public async Task A_log_key_is_32_bytes_that_its_owner_alone_reads_and_is_never_overwritten()
    {
        var first = await Transcript.RunAsync(["log", "keygen", "log.key", "--name", "specimen.example/log"], _folder.Path);
        Assert.Equal(32, new FileInfo(Place("log.key")).Length);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Place("log.key")));
        using var signer = LogSigner.FromFile("specimen.example/log", Place("log.key"));
        Assert.Equal($"{signer.Key}\nexit 0\n", first);
        Assert.Equal("! log.key exists already and stays as it is\nexit 1\n", await Transcript.RunAsync(["log", "keygen", "log.key"], _folder.Path));
        Assert.EndsWith("exit 2\n", await Transcript.RunAsync(["log", "keygen", "other.key", "--name", "a+b"], _folder.Path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_served_log_is_checked_by_its_address()
    {
        var tree = Write("log", 300).Root;
        using var server = new FileServer(Place("log"));
        Assert.StartsWith($"verified 320 entries, root {tree}\n", await Transcript.RunAsync(["audit", "verify", server.Address, "--root", _office.RootFingerprint], _folder.Path), StringComparison.Ordinal);
        Flip("log/tile/entries/000", 1000);
        Assert.StartsWith("TAMPERED entry 3\n", await Transcript.RunAsync(["audit", "verify", server.Address, "--root", _office.RootFingerprint], _folder.Path), StringComparison.Ordinal);
        server.Dispose();
        Assert.EndsWith("exit 1\n", await Transcript.RunAsync(["audit", "verify", server.Address, "--root", _office.RootFingerprint], _folder.Path), StringComparison.Ordinal);
    }

    private Checkpoint Write(string name, int receipts)
    {
        using var writer = LogWriter.Open(Place(name), _office.Log);
        writer.Append([.. _office.Entries().Select(e => e.Bytes.ToArray()), .. SpecimenOffice.Receipts(receipts)]);
        return writer.Tree.Checkpoint;
    }

    private string Place(string name) => Path.Combine(_folder.Path, name);

    private void Flip(string name, Index at)
    {
        var bytes = File.ReadAllBytes(Place(name));
        bytes[at] ^= 1;
        File.WriteAllBytes(Place(name), bytes);
    }

    /// <summary>Puts another letter of base64 in the place of one: the form is as it was.</summary>
    private void Exchange(string name, Index at)
    {
        var bytes = File.ReadAllBytes(Place(name));
        bytes[at] = bytes[at] == 'A' ? (byte)'B' : (byte)'A';
        File.WriteAllBytes(Place(name), bytes);
    }

    /// <summary>Serves a folder's files, as any web server would.</summary>
    private sealed class FileServer : IDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly string _folder;

        public FileServer(string folder)
        {
            _folder = folder;
            using var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            Address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/log";
            probe.Stop();
            _listener.Prefixes.Add(Address + "/");
            _listener.Start();
            _ = ServeAsync();
        }

        public string Address { get; }

        public void Dispose() => _listener.Close();

        private async Task ServeAsync()
        {
            while (_listener.IsListening)
            {
                var context = await _listener.GetContextAsync();
                var file = Path.Combine(_folder, context.Request.Url!.AbsolutePath["/log/".Length..]);
                if (File.Exists(file)) await context.Response.OutputStream.WriteAsync(await File.ReadAllBytesAsync(file));
                else context.Response.StatusCode = 404;
                context.Response.Close();
            }
        }
    }
}
