using System.Diagnostics;
using CsCheck;
using SecureIntake.Audit.Log;

namespace SecureIntake.Audit.Tests.Log;

public sealed class LogWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LogSigner _signer = new(CheckpointTests.Name, CheckpointTests.Seed);

    public void Dispose()
    {
        _signer.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void What_is_appended_in_batches_is_read_and_proved_across_restarts()
    {
        var leaves = TreeTests.Leaves(700);
        var size = 0;
        foreach (var batch in new[] { 1, 0, 2, 252, 1, 1, 3, 255, 100, 85 })
        {
            using var writer = LogWriter.Open(_folder.Log, _signer);
            Assert.Equal(size, writer.Append(leaves[size..(size + batch)]));
            size += batch;
            Assert.Equal(new Checkpoint(CheckpointTests.Name, size, new Bytes32(NaiveTree.Root(leaves[..size]))), writer.Tree.Checkpoint);
        }
        Assert.True(new LogFolder(_folder.Log).TryOpen(_signer.Key, out var tree));
        Assert.Equal(leaves, tree!.ReadEntries(0, long.MaxValue).Select(e => e.ToArray()));
        for (var i = 0; i < size; i++)
        {
            var proof = tree.Prove(i);
            Assert.Equal(NaiveTree.Path(i, leaves), proof.Path.Select(h => h.ToArray()));
            Assert.True(proof.Verify(_signer.Key, leaves[i]));
            Assert.False(proof.Verify(_signer.Key, leaves[(i + 1) % size]));
            Assert.True(LogProof.TryParse(proof.ToString(), out var read));
            Assert.Equal(proof.ToString(), read!.ToString());
        }
        foreach (var old in new[] { 0, 1, 255, 256, 257, 512, 600, 700 })
            Assert.True(ProofCheck.Extends(old, new Bytes32(NaiveTree.Root(leaves[..old])), size, tree.Checkpoint.Root, tree.ProveConsistency(old)));
    }

    [Fact]
    public void A_tree_stays_readable_while_the_log_grows_past_its_partial_tiles()
    {
        var leaves = TreeTests.Leaves(600);
        using var writer = LogWriter.Open(_folder.Log, _signer);
        writer.Append(leaves[..100]);
        var old = writer.Tree;
        writer.Append(leaves[100..]);
        Assert.Equal(leaves[..100], old.ReadEntries(0, 100).Select(e => e.ToArray()));
        Assert.True(old.Prove(99).Verify(_signer.Key, leaves[99]));
    }

    [Fact]
    public void The_tiles_are_those_of_the_specification()
    {
        using var writer = LogWriter.Open(_folder.Log, _signer);
        writer.Append([.. TreeTests.Leaves(70_000)]);
        var files = writer.Folder.ListFiles().ToHashSet(StringComparer.Ordinal);
        Assert.Equal(1 + 274 + 274 + 2 + 1, files.Count);
        Assert.Contains("tile/0/273.p/112", files);
        Assert.Contains("tile/entries/273.p/112", files);
        Assert.Contains("tile/1/000", files);
        Assert.Contains("tile/1/001.p/17", files);
        Assert.Contains("tile/2/000.p/1", files);
    }

    [Fact]
    public void A_second_writer_is_refused_in_this_process_and_in_any_other()
    {
        using var writer = LogWriter.Open(_folder.Log, _signer);
        Assert.Throws<LogInUseException>(() => LogWriter.Open(_folder.Log, _signer));
        using var other = Process.Start("flock", ["-n", _folder.Log + ".lock", "true"]);
        other.WaitForExit();
        Assert.Equal(1, other.ExitCode);
    }

    [Fact]
    public void A_folder_that_lost_its_checkpoint_is_not_taken_for_a_new_log()
    {
        using (var writer = LogWriter.Open(_folder.Log, _signer)) writer.Append(TreeTests.Leaves(3));
        File.Delete(Path.Combine(_folder.Log, "checkpoint"));
        Assert.Throws<LogDamagedException>(() => LogWriter.Open(_folder.Log, _signer));
    }

    [Theory]
    [InlineData("checkpoint")]
    [InlineData("tile/0/001.p/44")]
    [InlineData("tile/1/000.p/1")]
    [InlineData("tile/entries/001.p/44")]
    public void A_log_whose_edge_changed_is_not_continued(string file)
    {
        using (var writer = LogWriter.Open(_folder.Log, _signer)) writer.Append(TreeTests.Leaves(300));
        var path = Path.Combine(_folder.Log, file);
        var bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);
        Assert.Throws<LogDamagedException>(() => LogWriter.Open(_folder.Log, _signer));
    }

    [Fact]
    public void Another_key_does_not_continue_a_log()
    {
        LogWriter.Open(_folder.Log, _signer).Dispose();
        using var other = new LogSigner(CheckpointTests.Name, new byte[32]);
        Assert.Throws<LogDamagedException>(() => LogWriter.Open(_folder.Log, other));
    }

    [Fact]
    public void An_entry_that_no_bundle_can_carry_is_refused_and_the_log_goes_on()
    {
        using var writer = LogWriter.Open(_folder.Log, _signer);
        Assert.Throws<ArgumentException>(() => writer.Append([new byte[1], new byte[65_536]]));
        Assert.Equal(0, writer.Append([new byte[65_535]]));
        Assert.Equal(65_535, writer.Tree.ReadEntry(0).Length);
    }

    [Fact]
    public void Any_sequence_of_batches_makes_the_same_files() =>
        Gen.Int[1, 300].Array[1, 5].Sample(
            batches =>
            {
                var leaves = TreeTests.Leaves(batches.Sum());
                using var folder = new TemporaryFolder();
                using var writer = LogWriter.Open(folder.Log, _signer);
                foreach (var batch in batches) writer.Append(leaves[(int)writer.Tree.Size..(int)(writer.Tree.Size + batch)]);
                using var once = LogWriter.Open(folder.Log + "-once", _signer);
                once.Append(leaves);
                Assert.Equal(once.Tree.Checkpoint, writer.Tree.Checkpoint);
                foreach (var file in once.Folder.ListFiles())
                    Assert.Equal(File.ReadAllBytes(Path.Combine(once.Folder.Path, file)), File.ReadAllBytes(Path.Combine(writer.Folder.Path, file)));
            },
            iter: 10);
}
