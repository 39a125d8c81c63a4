namespace SecureIntake.Audit.Log;

/// <summary>Checks proofs as in RFC 9162 §2.1.3.2 and §2.1.4.2, whose trees are those of RFC 6962. Hostile input gives <c>false</c>.</summary>
public static class ProofCheck
{
    /// <summary>Whether <paramref name="leaf"/> is leaf <paramref name="index"/> of the tree of <paramref name="size"/> with this root.</summary>
    public static bool Included(Bytes32 leaf, long index, long size, IReadOnlyList<Bytes32> path, Bytes32 root)
    {
        if (index < 0 || index >= size) return false;
        var (node, last, hash) = (index, size - 1, leaf);
        foreach (var sibling in path)
        {
            if (last == 0) return false;
            if ((node & 1) == 1 || node == last)
            {
                hash = Rfc6962.Node(sibling, hash);
                // A last node without a right sibling moves up unhashed until it has a left one.
                while ((node & 1) == 0 && node != 0) (node, last) = (node >> 1, last >> 1);
            }
            else hash = Rfc6962.Node(hash, sibling);
            (node, last) = (node >> 1, last >> 1);
        }
        return last == 0 && hash == root;
    }

    /// <summary>Whether the tree of <paramref name="size"/> with <paramref name="root"/> begins with the tree of <paramref name="oldSize"/>.</summary>
    public static bool Extends(long oldSize, Bytes32 oldRoot, long size, Bytes32 root, IReadOnlyList<Bytes32> path)
    {
        if (oldSize < 0 || oldSize > size) return false;
        if (oldSize == size) return path.Count == 0 && oldRoot == root;
        if (oldSize == 0) return path.Count == 0 && oldRoot == Rfc6962.Empty;

        var (node, last) = (oldSize - 1, size - 1);
        while ((node & 1) == 1) (node, last) = (node >> 1, last >> 1);
        var next = 0;
        // When the old tree is one whole subtree, its root is where both computations start.
        if (node != 0 && path.Count == 0) return false;
        var oldHash = node == 0 ? oldRoot : path[next++];
        var hash = oldHash;
        for (; next < path.Count; next++)
        {
            if (last == 0) return false;
            if ((node & 1) == 1 || node == last)
            {
                oldHash = Rfc6962.Node(path[next], oldHash);
                hash = Rfc6962.Node(path[next], hash);
                while ((node & 1) == 0 && node != 0) (node, last) = (node >> 1, last >> 1);
            }
            else hash = Rfc6962.Node(hash, path[next]);
            (node, last) = (node >> 1, last >> 1);
        }
        return last == 0 && oldHash == oldRoot && hash == root;
    }
}
