using SecureIntake.Audit.Log;

namespace SecureIntake.Audit.Tests.Log;

/// <summary>
/// The disk fails or the power goes at each operation of an append: before it, in the middle, after it, with what was not flushed lost in
/// part. The next process finds the log as published.
/// </summary>
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
        var chance = new Random(before * 1000 + appended);
        for (var operation = 0; ; operation++)
        {
            foreach (var moment in Enum.GetValues<Moment>())
            {
                var disk = new FaultyDisk(operation, moment, chance);
                Run(disk, before, appended);
                using (var writer = LogWriter.Open(_folder.Log, _signer))
                {
                    var size = (int)writer.Tree.Size;
                    // All or none: an append that failed at the very end, when its checkpoint stood, may have happened.
                    Assert.True(size == before || size == before + appended, $"{operation} {moment}: {size}");
                    Assert.Equal(disk.Failed ? size : before + appended, size);
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
                if (!disk.Failed) return;
            }
        }
    }

    [Fact]
    public void A_disk_that_is_full_in_the_middle_of_an_append_loses_nothing_that_was_published()
    {
        using (var writer = LogWriter.Open(_folder.Log, _signer)) writer.Append(_leaves[..300]);
        var full = new FaultyDisk(1, Moment.Within, new Random(1)) { Armed = true };
        using (var writer = LogWriter.Open(_folder.Log, _signer, full))
        {
            Assert.Throws<IOException>(() => writer.Append(_leaves[300..310]));
            // What it holds in memory is ahead of the disk, so it stops: nobody may guess which of the two is right.
            Assert.Throws<InvalidOperationException>(() => writer.Append(_leaves[300..310]));
            Assert.Equal(300, writer.Tree.Size);
            Assert.Equal(_leaves[..300], writer.Tree.ReadEntries(0, 300).Select(e => e.ToArray()));
        }
        using var again = LogWriter.Open(_folder.Log, _signer);
        Assert.Equal(300, again.Append(_leaves[300..310]));
        Assert.Equal(NaiveTree.Root(_leaves[..310]), again.Tree.Checkpoint.Root.ToArray());
    }

    [Fact]
    public void A_new_log_survives_a_crash_at_its_first_checkpoint()
    {
        for (var operation = 0; operation < 3; operation++)
        {
            foreach (var moment in Enum.GetValues<Moment>())
            {
                Assert.Throws<IOException>(() => LogWriter.Open(_folder.Log, _signer, new FaultyDisk(operation, moment, new Random(operation)) { Armed = true }));
                using (var writer = LogWriter.Open(_folder.Log, _signer)) Assert.Equal(0, writer.Append([[1]]));
                Directory.Delete(_folder.Log, recursive: true);
            }
        }
    }

    private void Run(FaultyDisk disk, int before, int appended)
    {
        using (var writer = LogWriter.Open(_folder.Log, _signer)) writer.Append(_leaves[..before]);
        using var dying = LogWriter.Open(_folder.Log, _signer, disk);
        disk.Armed = true;
        try
        {
            dying.Append(_leaves[before..(before + appended)]);
        }
        catch (IOException) when (disk.Failed)
        {
            // As planned.
        }
    }
}
