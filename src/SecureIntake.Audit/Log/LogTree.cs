using SecureIntake.Audit.Witnesses;

namespace SecureIntake.Audit.Log;

/// <summary>One published state of a log in a folder: its entries and the proofs about them. Immutable, for any number of threads.</summary>
public sealed class LogTree
{
    private readonly LogFolder _folder;
    private readonly byte[] _note;

    internal LogTree(LogFolder folder, Checkpoint checkpoint, byte[] note)
    {
        (_folder, Checkpoint, _note) = (folder, checkpoint, note);
    }

    /// <summary>The state.</summary>
    public Checkpoint Checkpoint { get; }

    /// <summary>Entries in it.</summary>
    public long Size => Checkpoint.Size;

    /// <summary>The signed checkpoint as served.</summary>
    public ReadOnlyMemory<byte> Note => _note;

    /// <summary>The same state, its checkpoint cosigned.</summary>
    /// <exception cref="ArgumentException">A cosignature is of another checkpoint.</exception>
    public LogTree With(IReadOnlyCollection<Cosignature> cosignatures) => new(_folder, Checkpoint, CheckpointNote.Cosign(_note, cosignatures));

    /// <summary>One entry.</summary>
    /// <exception cref="LogDamagedException">Its bundle is missing or malformed.</exception>
    public ReadOnlyMemory<byte> ReadEntry(long index) => ReadEntries(index, 1).Single();

    /// <summary>Entries in order, as many as exist from <paramref name="first"/> on and at most <paramref name="count"/>.</summary>
    /// <exception cref="LogDamagedException">A bundle is missing or malformed.</exception>
    public IEnumerable<ReadOnlyMemory<byte>> ReadEntries(long first, long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return Iterate(first, count > Size - first ? Size : first + count);
    }

    /// <summary>Shows that entry <paramref name="index"/> is in this tree.</summary>
    public LogProof Prove(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Size);
        return new LogProof(index, Proofs().Inclusion(index, Size), _note);
    }

    /// <summary>Shows that this tree begins with that of <paramref name="oldSize"/> entries.</summary>
    public IReadOnlyList<Bytes32> ProveConsistency(long oldSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(oldSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(oldSize, Size);
        return Proofs().Consistency(oldSize, Size);
    }

    /// <summary>Every file of a log of this size, by its path below the log's address: bundles, tiles, and the checkpoint last.</summary>
    /// <exception cref="LogDamagedException">A file is missing.</exception>
    public IEnumerable<(string Path, ReadOnlyMemory<byte> Bytes)> Files()
    {
        for (var level = TileName.Entries(0).Level; TileName.CountAt(level, Size) > 0; level++)
        {
            for (long position = 0; position < TileName.CountAt(level, Size); position += TileName.FullWidth)
            {
                var tile = TileName.At(level, position, Size);
                yield return (tile.ToString(), _folder.ReadTile(tile) ?? throw new LogDamagedException(tile.ToString()));
            }
        }

        yield return ("checkpoint", _note);
    }

    private IEnumerable<ReadOnlyMemory<byte>> Iterate(long first, long end)
    {
        for (var index = first; index < end;)
        {
            var tile = TileName.At(TileName.Entries(0).Level, index, Size);
            ReadOnlyMemory<byte> rest = _folder.ReadTile(tile) ?? throw new LogDamagedException(tile.ToString());
            for (var i = tile.Index * TileName.FullWidth; i < tile.Index * TileName.FullWidth + tile.Width && index < end; i++)
            {
                if (!EntryBundle.TryTake(ref rest, out var entry)) throw new LogDamagedException(tile.ToString());
                if (i < index) continue;
                yield return entry;
                index++;
            }
        }
    }

    private TreeProofs Proofs()
    {
        // A proof touches a tile of each level, and neighbours at the edge, several times.
        var tiles = new Dictionary<TileName, List<Bytes32>>();
        return new TreeProofs(Root);

        Bytes32 Root(long from, long to)
        {
            var count = to - from;
            if (!long.IsPow2(count))
            {
                var middle = from + Rfc6962.Split(count);
                return Rfc6962.Node(Root(from, middle), Root(middle, to));
            }
            var height = (int)long.Log2(count);
            var (level, width) = (height / 8, 1 << (height % 8));
            var start = from >> (8 * level);
            var hashes = Tile(TileName.At(level, start, Size));
            return Rfc6962.Root(hashes.GetRange((int)(start % TileName.FullWidth), width));
        }

        List<Bytes32> Tile(TileName tile)
        {
            if (tiles.TryGetValue(tile, out var hashes)) return hashes;
            hashes = _folder.ReadTile(tile) is { } bytes ? HashTile.Read(bytes) : [];
            if (hashes.Count != tile.Width) throw new LogDamagedException(tile.ToString());
            return tiles[tile] = hashes;
        }
    }
}
