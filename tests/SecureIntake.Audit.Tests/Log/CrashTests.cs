using SecureIntake.Audit.Log;

namespace SecureIntake.Audit.Tests.Log;

/// <summary>The process dies at each write of an append, before it or with half of it on disk. The next process finds the log as published.</summary>
public sealed class CrashTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LogSigner _signer = new(CheckpointTests.Name, CheckpointTests.Seed);
    private readonly byte[][] _leaves = TreeTests.Leaves(1200);

    public void Dispose()
    {
        _signer.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 3)]
    [InlineData(1, 255)]
    [InlineData(200, 100)]
    [InlineData(250, 600)]
    [InlineData(256, 256)]
    public void Every_crash_leaves_the_published_log_and_the_next_append_succeeds(int before, int appended)
    {
        for (var step = 0; ; step++)
        {
            var torn = step % 2 == 1;
            var crashed = CrashAt(step / 2, torn, before, appended);
            using (var writer = LogWriter.Open(_folder.Log, _signer))
            {
                var size = (int)writer.Tree.Size;
                Assert.Equal(crashed ? before : before + appended, size);
                Assert.Equal(NaiveTree.Root(_leaves[..size]), writer.Tree.Checkpoint.Root.ToArray());
                Assert.All(writer.Folder.ListFiles(), file =>
                    Assert.True(file == "checkpoint" || (TileName.TryParse(file, out var tile) && tile.IsCoveredBy(size)), file));

                // Other entries than those that were lost: nothing of them may shine through.
                writer.Append(_leaves[700..1200]);
                byte[][] all = [.. _leaves[..size], .. _leaves[700..1200]];
                Assert.Equal(NaiveTree.Root(all), writer.Tree.Checkpoint.Root.ToArray());
                Assert.Equal(all, writer.Tree.ReadEntries(0, all.Length).Select(e => e.ToArray()));
            }
            Directory.Delete(_folder.Log, recursive: true);
            if (!crashed) return;
        }
    }

    [Fact]
    public void A_writer_that_failed_in_the_middle_refuses_to_go_on()
    {
        using var writer = LogWriter.Open(_folder.Log, _signer, (path, _) =>
        {
            if (path.Contains("tile", StringComparison.Ordinal)) throw new IOException("the disk is full");
        });
        Assert.Throws<IOException>(() => writer.Append([[1]]));
        Assert.Throws<InvalidOperationException>(() => writer.Append([[1]]));
        Assert.Equal(0, writer.Tree.Size);
    }

    /// <returns>Whether the append had a write of that number to crash at.</returns>
    private bool CrashAt(int write, bool torn, int before, int appended)
    {
        using (var writer = LogWriter.Open(_folder.Log, _signer)) writer.Append(_leaves[..before]);
        var count = 0;
        var armed = false;
        using var dying = LogWriter.Open(_folder.Log, _signer, (path, bytes) =>
        {
            if (!armed || count++ != write) return;
            // The checkpoint is renamed into place, so what tears is its staging file.
            var target = path.EndsWith("checkpoint", StringComparison.Ordinal) ? _folder.Log + ".next" : path;
            if (torn)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.WriteAllBytes(target, bytes[..(bytes.Length / 2)]);
            }
            throw new OperationCanceledException("crash");
        });
        armed = true;
        try
        {
            dying.Append(_leaves[before..(before + appended)]);
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }
}
