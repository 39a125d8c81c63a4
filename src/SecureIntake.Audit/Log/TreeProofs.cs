namespace SecureIntake.Audit.Log;

/// <summary>Builds the proofs of RFC 6962 §2.1 from subtree roots, which the caller computes from tiles.</summary>
/// <param name="root">The root over the leaves from the first number up to, not including, the second.</param>
internal sealed class TreeProofs(Func<long, long, Bytes32> root)
{
    /// <summary>The path from leaf <paramref name="index"/> to the root of the first <paramref name="size"/> leaves, leaf side first.</summary>
    public List<Bytes32> Inclusion(long index, long size)
    {
        var path = new List<Bytes32>();
        long from = 0, to = size;
        while (to - from > 1)
        {
            var middle = from + Rfc6962.Split(to - from);
            if (index < middle)
            {
                path.Add(root(middle, to));
                to = middle;
            }
            else
            {
                path.Add(root(from, middle));
                from = middle;
            }
        }
        path.Reverse();
        return path;
    }

    /// <summary>Shows that the tree of <paramref name="size"/> leaves begins with the tree of <paramref name="oldSize"/>; empty for 0 and for equal sizes.</summary>
    public List<Bytes32> Consistency(long oldSize, long size)
    {
        var path = new List<Bytes32>();
        if (oldSize == 0 || oldSize == size) return path;
        long from = 0, to = size;
        while (to != oldSize)
        {
            var middle = from + Rfc6962.Split(to - from);
            if (oldSize <= middle)
            {
                path.Add(root(middle, to));
                to = middle;
            }
            else
            {
                path.Add(root(from, middle));
                from = middle;
            }
        }
        // The verifier knows the old root, so the old tree's own hash is sent only when it is not that root.
        if (from != 0) path.Add(root(from, to));
        path.Reverse();
        return path;
    }
}
