using System.Globalization;
using System.Text;
using SecureIntake.Audit.Log;

namespace SecureIntake.Audit.Tests.Log;

public class TreeTests
{
    /// <summary>The leaves that implementations of RFC 6962 have shared since certificate-transparency-go.</summary>
    private static readonly byte[][] Known = [.. new[] { "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f" }.Select(Convert.FromHexString)];

    internal static byte[][] Leaves(int count) =>
        [.. Enumerable.Range(0, count).Select(i => Encoding.ASCII.GetBytes(i.ToString(CultureInfo.InvariantCulture)))];

    [Fact]
    public void Known_leaves_have_the_known_root()
    {
        var edge = new Edge();
        foreach (var leaf in Known) edge.Add(Rfc6962.Leaf(leaf));
        Assert.Equal("5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328", Convert.ToHexStringLower(edge.Root().ToArray()));
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Convert.ToHexStringLower(new Edge().Root().ToArray()));
    }

    [Fact]
    public void The_root_of_every_size_up_to_600_is_that_of_the_definition()
    {
        var leaves = Leaves(600);
        var edge = new Edge();
        for (var size = 0; size <= leaves.Length; size++)
        {
            Assert.Equal(NaiveTree.Root(leaves[..size]), edge.Root().ToArray());
            if (size < leaves.Length) edge.Add(Rfc6962.Leaf(leaves[size]));
        }
    }

    [Fact]
    public void The_root_holds_where_a_second_level_of_tiles_fills_up()
    {
        var leaves = Leaves(66_100);
        var edge = new Edge();
        for (var size = 0; size < leaves.Length; size++)
        {
            if (size is 65_279 or 65_280 or 65_281 or 65_535 or 65_536 or 65_537 or 65_791 or 65_792 or 65_793 or 66_048)
                Assert.Equal(NaiveTree.Root(leaves[..size]), edge.Root().ToArray());
            edge.Add(Rfc6962.Leaf(leaves[size]));
        }
    }

    [Fact]
    public void Proofs_are_those_of_the_definition_and_hold()
    {
        foreach (var size in Enumerable.Range(1, 40).Concat([255, 256, 257, 300, 511, 512, 513, 600]))
        {
            var leaves = Leaves(size);
            var root = new Bytes32(NaiveTree.Root(leaves));
            var proofs = ProofsOver(leaves);
            var step = size <= 40 ? 1 : 37;
            for (var i = 0; i < size; i += step)
            {
                var path = proofs.Inclusion(i, size);
                Assert.Equal(NaiveTree.Path(i, leaves), path.Select(h => h.ToArray()));
                Assert.True(ProofCheck.Included(Rfc6962.Leaf(leaves[i]), i, size, path, root));
            }
            for (var old = 0; old <= size; old += step)
            {
                var path = proofs.Consistency(old, size);
                Assert.Equal(NaiveTree.Proof(old, leaves), path.Select(h => h.ToArray()));
                Assert.True(ProofCheck.Extends(old, new Bytes32(NaiveTree.Root(leaves[..old])), size, root, path));
            }
        }
    }

    [Fact]
    public void A_proof_that_is_changed_anywhere_fails()
    {
        var leaves = Leaves(23);
        var root = new Bytes32(NaiveTree.Root(leaves));
        var proofs = ProofsOver(leaves);
        for (var i = 0; i < leaves.Length; i++)
        {
            var leaf = Rfc6962.Leaf(leaves[i]);
            var path = proofs.Inclusion(i, leaves.Length);
            Assert.False(ProofCheck.Included(leaf, i, leaves.Length, path[..^1], root));
            Assert.False(ProofCheck.Included(leaf, i, leaves.Length, [.. path, root], root));
            Assert.False(ProofCheck.Included(leaf, (i + 1) % leaves.Length, leaves.Length, path, root));
            Assert.False(ProofCheck.Included(Rfc6962.Leaf([9, 9]), i, leaves.Length, path, root));
            Assert.False(ProofCheck.Included(leaf, i, i, path, root));
            Assert.False(ProofCheck.Included(leaf, -1, leaves.Length, path, root));
            for (var j = 0; j < path.Count; j++)
            {
                var changed = path.ToList();
                changed[j] = Rfc6962.Empty;
                Assert.False(ProofCheck.Included(leaf, i, leaves.Length, changed, root));
            }
        }
        for (var old = 1; old < leaves.Length; old++)
        {
            var oldRoot = new Bytes32(NaiveTree.Root(leaves[..old]));
            var path = proofs.Consistency(old, leaves.Length);
            Assert.False(ProofCheck.Extends(old, root, leaves.Length, root, path));
            Assert.False(ProofCheck.Extends(old, oldRoot, leaves.Length, oldRoot, path));
            Assert.False(ProofCheck.Extends(leaves.Length, root, old, oldRoot, path));
            Assert.False(ProofCheck.Extends(old, oldRoot, leaves.Length, root, [.. path, root]));
            Assert.False(ProofCheck.Extends(old, oldRoot, leaves.Length, root, path[..^1]));
            for (var j = 0; j < path.Count; j++)
            {
                var changed = path.ToList();
                changed[j] = Rfc6962.Empty;
                Assert.False(ProofCheck.Extends(old, oldRoot, leaves.Length, root, changed));
            }
        }
    }

    private static TreeProofs ProofsOver(byte[][] leaves) =>
        new((from, to) => new Bytes32(NaiveTree.Root(leaves[(int)from..(int)to])));
}
