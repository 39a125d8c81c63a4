using System.Diagnostics;
using System.Globalization;

namespace SecureIntake.Cli.Tests;

/// <summary>Input that people and machines really give, met by the published program: it says what is wrong, and leaves no file.</summary>
public sealed class BadInputTests : IDisposable
{
    private const long FiveGibibytes = 5L << 30;

    private readonly string _folder = Directory.CreateTempSubdirectory("secureintake-bad-").FullName;
    private readonly string _recipient;

    public BadInputTests() => _recipient = Run("keygen", "-o", "my.key").Text.Trim();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void An_empty_file_is_sealed_and_opens_as_an_empty_file()
    {
        Write("empty", "");
        Assert.Equal(0, Run("seal", "-r", _recipient, "-o", "empty.age", "empty").ExitCode);
        Assert.Equal(0, Run("open", "-k", "my.key", "-o", "opened", "empty.age").ExitCode);
        Assert.Empty(File.ReadAllBytes(At("opened")));
    }

    [Theory]
    [InlineData("open -k my.key -o out empty", "! the file is empty\n", 3)]
    [InlineData("readdress -k my.key -r RECIPIENT -o out empty", "! the file is empty\n", 3)]
    [InlineData("inspect empty", "! the file is empty\n", 3)]
    [InlineData("recipient empty", "! empty holds no secret key\n")]
    [InlineData("seal -R empty -o out my.key", "! empty lists no recipient\n")]
    [InlineData("split --threshold 2 --shares 3 --out out empty", "! empty holds no secret key\n")]
    [InlineData("combine -r RECIPIENT -o out empty empty", "! empty is not a share\n")]
    public void An_empty_file_is_nothing_else(string command, string words, int code = 1)
    {
        Write("empty", "");
        Refused(code, command, words, "empty", "my.key");
    }

    [Theory]
    [InlineData("seal -r RECIPIENT -o out folder", "! folder is a folder; give a file\n")]
    [InlineData("seal -r RECIPIENT -o folder my.key", "! folder is a folder; give a file\n")]
    [InlineData("open -k my.key -o out folder", "! folder is a folder; give a file\n")]
    [InlineData("open -k folder -o out my.key", "! folder is a folder; give a file\n")]
    [InlineData("inspect folder", "! folder is a folder; give a file\n")]
    [InlineData("recipient folder", "! folder is a folder; give a file\n")]
    [InlineData("combine -r RECIPIENT -o out folder my.key", "! folder is a folder; give a file\n")]
    [InlineData("keygen -o folder", "! folder is a folder; give a file\n")]
    [InlineData("keygen -o missing/my.key", "! there is no folder /folder/missing\n")]
    public void A_folder_is_no_file(string command, string words)
    {
        Directory.CreateDirectory(At("folder"));
        Refused(command, words, "folder", "my.key");
    }

    [Fact]
    public void Five_gibibytes_are_sealed_and_opened_in_little_memory()
    {
        using (var sparse = new FileStream(At("sparse"), FileMode.CreateNew)) sparse.SetLength(FiveGibibytes);
        var (code, peak) = Watch("secureintake seal -r $(cat recipient) sparse | secureintake open -k my.key | wc -c > length; exit ${PIPESTATUS[0]}${PIPESTATUS[1]}");
        Assert.Equal((0, "5368709120\n"), (code, File.ReadAllText(At("length"))));
        Assert.InRange(peak, 0, 160);
        File.Delete(At("sparse"));
    }

    [Fact]
    public void Five_gibibytes_of_nothing_are_neither_sealed_nor_a_paper()
    {
        using (var sparse = new FileStream(At("sparse"), FileMode.CreateNew)) sparse.SetLength(FiveGibibytes);
        Refused("open -k my.key -o out sparse", "! this is not a sealed file (age v1)\n", "my.key", "sparse");
        Refused("recipient sparse", "! sparse is too large to be what it should be\n", "my.key", "sparse");
        var check = Run("check", "sparse");
        Assert.Equal((1, true), (check.ExitCode, check.Error.Contains("it is too large", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("seal -r RECIPIENT my.key > /dev/full")]
    [InlineData("seal -r RECIPIENT -o /dev/full my.key")]
    [InlineData("keygen > /dev/full")]
    public void A_full_disk_is_said_to_be_full(string command)
    {
        var answer = Shell("secureintake " + command.Replace("RECIPIENT", _recipient, StringComparison.Ordinal));
        Assert.Equal((1, "! the disk is full\n"), (answer.ExitCode, answer.Error));
    }

    [Theory]
    [InlineData("secureintake seal -r RECIPIENT -o small/out large")]
    [InlineData("secureintake seal -r RECIPIENT -o small/out < large")]
    [InlineData("secureintake open -k my.key -o small/out large.age")]
    public void A_disk_that_fills_up_keeps_no_part_of_the_file(string command)
    {
        File.WriteAllBytes(At("large"), new byte[4 << 20]);
        Directory.CreateDirectory(At("small"));
        Run("seal", "-r", _recipient, "-o", "large.age", "large");
        // A disk of 1 MiB that only this command sees.
        var answer = Shell($"bwrap --dev-bind / / --size 1048576 --tmpfs \"$PWD/small\" bash -c '{command.Replace("RECIPIENT", _recipient, StringComparison.Ordinal)}; echo $?; ls -A small'");
        Assert.Equal(("1\n", "! the disk is full\n"), (answer.Text, answer.Error));
    }

    [Fact]
    public void A_stick_that_takes_no_long_file_is_said_to_be_so()
    {
        File.WriteAllBytes(At("large"), new byte[4 << 20]);
        // Where the tool runs on the .NET runtime, that makes a long file of its own at its start, unless it is told not to.
        var answer = Shell($"export DOTNET_EnableWriteXorExecute=0; trap '' XFSZ; ulimit -f 1024; secureintake seal -r {_recipient} -o out large");
        Assert.Equal((1, "! this disk takes no file as long as this one\n"), (answer.ExitCode, answer.Error));
        Left("large", "my.key");
    }

    [Theory]
    [InlineData("seal -r RECIPIENT -o /sys/kernel/out my.key")]
    [InlineData("keygen -o /sys/kernel/out")]
    public void A_place_that_can_only_be_read_is_named(string command) =>
        Refused(command, "! nothing can be written to the folder /sys/kernel\n", "my.key");

    [Fact]
    public void A_reader_who_stops_early_is_noticed_and_nothing_goes_on_for_nobody()
    {
        using (var sparse = new FileStream(At("sparse"), FileMode.CreateNew)) sparse.SetLength(FiveGibibytes);
        var clock = Stopwatch.StartNew();
        var answer = Shell($"secureintake seal -r {_recipient} sparse | head -c 100 > /dev/null; exit ${{PIPESTATUS[0]}}");
        Assert.Equal((1, "! whoever read the output stopped before its end\n"), (answer.ExitCode, answer.Error));
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 20);
    }

    [Theory]
    [InlineData("HUP")]
    [InlineData("TERM")]
    public void An_interrupted_command_leaves_nothing(string signal)
    {
        // The input never ends by itself; when the staging file is there, the command is in the middle of its work.
        var answer = Shell(string.Create(CultureInfo.InvariantCulture, $$"""
            mkfifo pipe; sleep 60 > pipe & holder=$!
            secureintake seal -r {{_recipient}} -o out pipe & sealing=$!
            for i in $(seq 200); do ls -A | grep -q '\.part$' && break; sleep 0.05; done
            ls -A | grep -c '\.part$'
            kill -{{signal}} $sealing; wait $sealing; echo "code $?"
            kill $holder; rm pipe
            """));
        Assert.StartsWith("1\ncode 1", answer.Text, StringComparison.Ordinal);
        Left("my.key");
    }

    [Fact]
    public void Split_that_cannot_finish_leaves_no_share()
    {
        Directory.CreateDirectory(At("shares"));
        Write("shares/share-3.txt", "an older one");
        var answer = Run("split", "--threshold", "2", "--shares", "3", "--out", "shares", "my.key");
        Assert.Equal((1, "! shares/share-3.txt exists already and stays as it is\n"), (answer.ExitCode, answer.Error));
        Assert.Equal(["share-3.txt"], Directory.EnumerateFileSystemEntries(At("shares")).Select(Path.GetFileName));
    }

    private Answer Run(params string[] arguments) => Tool.Run(_folder, arguments);

    private Answer Shell(string line) => Tool.Shell(_folder, line);

    private void Refused(string command, string words, params string[] left) => Refused(1, command, words, left);

    private void Refused(int code, string command, string words, params string[] left)
    {
        var answer = Run(command.Replace("RECIPIENT", _recipient, StringComparison.Ordinal).Split(' '));
        Assert.Equal((code, words), (answer.ExitCode, answer.Error.Replace(_folder, "/folder", StringComparison.Ordinal)));
        Assert.Empty(answer.Output);
        Left(left);
    }

    private void Left(params string[] names) =>
        Assert.Equal(names.Order(StringComparer.Ordinal), Directory.EnumerateFileSystemEntries(_folder).Select(Path.GetFileName).Where(name => name != "recipient").Order(StringComparer.Ordinal));

    /// <summary>The exit code of a line of shell, and the most memory that any of its tools held, in MiB.</summary>
    private (int Code, double Peak) Watch(string line)
    {
        Write("recipient", _recipient);
        using var ended = new CancellationTokenSource();
        var peak = Task.Run(() =>
        {
            double most = 0;
            while (!ended.IsCancellationRequested)
            {
                foreach (var tool in Process.GetProcesses())
                {
                    using (tool)
                    {
                        if (WorksHere(tool.Id)) most = Math.Max(most, tool.WorkingSet64 / 1048576.0);
                    }
                }
                Thread.Sleep(50);
            }
            return most;
        });
        var code = Shell(line).ExitCode;
        ended.Cancel();
        return (code, peak.GetAwaiter().GetResult());
    }

    private bool WorksHere(int process)
    {
        try
        {
            return new FileInfo($"/proc/{process}/cwd").LinkTarget == _folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private void Write(string name, string text) => File.WriteAllText(At(name), text);

    private string At(string name) => Path.Combine(_folder, name);
}
