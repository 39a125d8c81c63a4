using System.Diagnostics;
using System.Globalization;
using System.Text;
using SecureIntake.Audit.Log;
using SecureIntake.Audit.Verification;

namespace SecureIntake.Audit.Tests.Log;

/// <summary>A real writer in a process of its own (<c>SecureIntake.Audit.Bench append</c>), killed at random instants.</summary>
public sealed class KillTests : IDisposable
{
    private const int Rounds = 200;

    private readonly TemporaryFolder _folder = new();
    private readonly SpecimenOffice _office = new();

    public void Dispose()
    {
        _office.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task However_often_a_writer_is_killed_its_log_extends_every_checkpoint_that_it_ever_published()
    {
        var chance = new Random(20261124);
        var published = new List<Checkpoint>();
        var interrupted = 0;
        for (var round = 0; round < Rounds; round++)
        {
            using var process = Start(round);
            var first = await process.StandardOutput.ReadLineAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(chance.NextDouble() * 40));
            process.Kill();
            var lines = first + "\n" + await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            // A line without its end was being written when the process died.
            published.AddRange(lines.Split('\n')[..^1].Select(Read));

            if (new LogFolder(_folder.Log).ListFiles().Any(file => file != "checkpoint" && !IsPublished(file))) interrupted++;
            await CheckAsync(published, whole: round % 20 == 19);
        }
        // Otherwise the kills came at moments when nothing was at work, and this test would prove nothing.
        Assert.True(interrupted > Rounds / 20, $"{interrupted} of {Rounds} kills met an append");
    }

    [Fact]
    public async Task A_second_process_is_no_second_writer()
    {
        using var writer = LogWriter.Open(_folder.Log, _office.Log);
        using var other = Start(1);
        var errors = await other.StandardError.ReadToEndAsync();
        await other.WaitForExitAsync();
        Assert.NotEqual(0, other.ExitCode);
        Assert.Contains(nameof(LogInUseException), errors, StringComparison.Ordinal);
        Assert.Equal(0, writer.Append([[1]]));
    }

    private async Task CheckAsync(List<Checkpoint> published, bool whole)
    {
        using (var writer = LogWriter.Open(_folder.Log, _office.Log))
        {
            var tree = writer.Tree;
            foreach (var seen in published.TakeLast(whole ? int.MaxValue : 50))
                Assert.True(seen.Size <= tree.Size && ProofCheck.Extends(seen.Size, seen.Root, tree.Size, tree.Checkpoint.Root, tree.ProveConsistency(seen.Size)));
            if (!whole) return;
            var index = 0L;
            foreach (var entry in tree.ReadEntries(0, tree.Size))
                Assert.EndsWith(string.Create(CultureInfo.InvariantCulture, $" {index++}"), Encoding.ASCII.GetString(entry.Span), StringComparison.Ordinal);
        }
        var expected = new Expectations { TreeOnly = true, Seen = published };
        Assert.IsType<Verdict.Verified>(await new LogVerifier(new LogFolder(_folder.Log), new Authority(null, _office.Log.Key), expected).VerifyAsync(CancellationToken.None));
    }

    private bool IsPublished(string file) => TileName.TryParse(file, out var tile) && new LogFolder(_folder.Log).Publishes(tile);

    private Process Start(int seed) => Process.Start(new ProcessStartInfo(
        "dotnet", [Path.Combine(AppContext.BaseDirectory, "SecureIntake.Audit.Bench.dll"), "append", _folder.Log, seed.ToString(CultureInfo.InvariantCulture)])
    {
        UseShellExecute = false,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    private Checkpoint Read(string line)
    {
        var words = line.Split(' ');
        Assert.True(Bytes32.TryParse(words[1], out var root));
        return new Checkpoint(_office.Log.Key.Name, long.Parse(words[0], CultureInfo.InvariantCulture), root);
    }
}
