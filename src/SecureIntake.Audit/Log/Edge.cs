namespace SecureIntake.Audit.Log;

/// <summary>
/// The right edge of the tree: for each level of tiles the hashes that do not fill one yet. It is all that appending and computing the
/// root need, so memory does not grow with the log (at most 255 hashes a level, eight levels).
/// </summary>
internal sealed class Edge
{
    private readonly List<List<Bytes32>> _levels = [];

    /// <summary>Leaves so far.</summary>
    public long Size { get; private set; }

    /// <summary>The hashes of the growing tile of each level, leaves first.</summary>
    public IReadOnlyList<List<Bytes32>> Levels => _levels;

    /// <summary>Takes the edge of a tree of <paramref name="size"/> leaves from its growing tiles.</summary>
    public static Edge Load(long size, Func<TileName, List<Bytes32>> read)
    {
        var edge = new Edge { Size = size };
        for (var level = 0; TileName.CountAt(level, size) > 0 && level < 8; level++)
        {
            var count = TileName.CountAt(level, size);
            edge._levels.Add(count % TileName.FullWidth == 0 ? [] : read(TileName.At(level, count - 1, size)));
        }
        return edge;
    }

    /// <summary>Adds a leaf; every tile that fills up is handed to <paramref name="full"/>, lower levels first.</summary>
    public void Add(Bytes32 leaf, Action<TileName, List<Bytes32>>? full = null)
    {
        Size++;
        var hash = leaf;
        for (var level = 0; ; level++)
        {
            if (level == _levels.Count) _levels.Add(new List<Bytes32>(TileName.FullWidth));
            var hashes = _levels[level];
            hashes.Add(hash);
            if (hashes.Count < TileName.FullWidth) return;
            full?.Invoke(TileName.Hashes(level, TileName.CountAt(level, Size) / TileName.FullWidth - 1), hashes);
            hash = Rfc6962.Root(hashes);
            hashes.Clear();
        }
    }

    /// <summary>The root of the whole tree. What hangs below a level counts as its last, incomplete subtree.</summary>
    public Bytes32 Root()
    {
        Bytes32? below = null;
        foreach (var hashes in _levels)
        {
            if (below is { } last) below = Rfc6962.Root((List<Bytes32>)[.. hashes, last]);
            else if (hashes.Count > 0) below = Rfc6962.Root(hashes);
        }
        return below ?? Rfc6962.Empty;
    }

    public Edge Clone()
    {
        var copy = new Edge { Size = Size };
        foreach (var hashes in _levels) copy._levels.Add(new List<Bytes32>(hashes));
        return copy;
    }
}
