namespace SecureIntake.Audit.Log;

/// <summary>
/// The one writer of a log folder.
/// <para>Life of an entry: it is hashed into the <see cref="Edge"/> of the tree; entry bundles and tiles that it changes are written under
/// new names; the checkpoint is replaced last, atomically. Only then does the entry exist. A crash before that leaves files beyond the
/// checkpoint, which <see cref="Open(string, LogSigner)"/> deletes; no published byte is ever written twice.</para>
/// </summary>
public sealed class LogWriter : IDisposable
{
    private readonly Lock _one = new();
    private readonly FileStream _lock;
    private readonly LogSigner _signer;
    private readonly Action<string, byte[]>? _beforeWrite;
    private Edge _edge;
    private MemoryStream _bundle;
    private volatile LogTree _tree;
    private bool _broken;

    private LogWriter(string folder, LogSigner signer, Action<string, byte[]>? beforeWrite)
    {
        Folder = new LogFolder(folder);
        (_signer, _beforeWrite) = (signer, beforeWrite);
        Durable.CreateFolder(Folder.Path);
        _lock = Lock(Folder.Path + ".lock");
        try
        {
            if (Folder.ReadCheckpoint() is null) Begin();
            (_tree, _edge, _bundle) = Recover();
            Sweep();
        }
        catch
        {
            _lock.Dispose();
            throw;
        }
    }

    /// <summary>The files, for reading.</summary>
    public LogFolder Folder { get; }

    /// <summary>The newest published state.</summary>
    public LogTree Tree => _tree;

    /// <summary>Opens or begins a log. The lock and the staging file lie beside the folder, so that the folder holds public files only.</summary>
    /// <exception cref="LogInUseException">Another process or object writes to it.</exception>
    /// <exception cref="LogDamagedException">The published state is not whole, or another key signed it.</exception>
    public static LogWriter Open(string folder, LogSigner signer) => new(folder, signer, null);

    /// <summary>Opens with a hook before each write, which tests use to crash there; it gets the path and the content.</summary>
    internal static LogWriter Open(string folder, LogSigner signer, Action<string, byte[]> beforeWrite) => new(folder, signer, beforeWrite);

    /// <summary>Appends entries of at most 65,535 bytes, all or none, and returns the index of the first once they are durable.</summary>
    public long Append(IReadOnlyList<byte[]> entries)
    {
        if (entries.Any(entry => entry.Length > EntryBundle.MaxEntry)) throw new ArgumentException("an entry is longer than 65,535 bytes", nameof(entries));
        lock (_one)
        {
            if (_broken) throw new InvalidOperationException("an earlier append failed; open the log again");
            var first = _tree.Size;
            if (entries.Count == 0) return first;
            _broken = true;
            var filled = new List<TileName>();
            foreach (var entry in entries) Add(entry, filled);
            WriteGrowing(first);
            _tree = Publish(_edge.Size, _edge.Root());
            foreach (var tile in filled) DeletePartials(tile);
            _broken = false;
            return first;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private void Add(byte[] entry, List<TileName> filled)
    {
        EntryBundle.Append(_bundle, entry);
        if ((_edge.Size + 1) % TileName.FullWidth == 0)
        {
            Write(TileName.Entries(_edge.Size / TileName.FullWidth), _bundle.ToArray());
            _bundle = new MemoryStream();
        }
        _edge.Add(Rfc6962.Leaf(entry), (tile, hashes) =>
        {
            Write(tile, HashTile.ToBytes(hashes));
            filled.Add(tile);
            if (tile.Level == 0) filled.Add(TileName.Entries(tile.Index));
        });
    }

    private void WriteGrowing(long oldSize)
    {
        var size = _edge.Size;
        if (_bundle.Length > 0) Write(TileName.At(TileName.Entries(0).Level, size - 1, size), _bundle.ToArray());
        for (var level = 0; level < _edge.Levels.Count; level++)
        {
            var count = TileName.CountAt(level, size);
            if (_edge.Levels[level].Count == 0 || count == TileName.CountAt(level, oldSize)) continue;
            Write(TileName.At(level, count - 1, size), HashTile.ToBytes(_edge.Levels[level]));
        }
    }

    private void Write(TileName tile, byte[] bytes)
    {
        var path = Folder.FileOf(tile);
        _beforeWrite?.Invoke(path, bytes);
        Durable.CreateFolder(Path.GetDirectoryName(path)!);
        Durable.Create(path, bytes);
    }

    private LogTree Publish(long size, Bytes32 root)
    {
        var checkpoint = new Checkpoint(_signer.Key.Name, size, root);
        var note = _signer.Sign(checkpoint);
        var path = Path.Combine(Folder.Path, LogFolder.CheckpointFile);
        _beforeWrite?.Invoke(path, note);
        Durable.Replace(path, Folder.Path + ".next", note);
        return new LogTree(Folder, checkpoint, note);
    }

    private void Begin()
    {
        // The empty checkpoint comes before any tile. Tiles without a checkpoint are therefore a log that lost it, not a new one.
        if (Folder.ListFiles().Any()) throw new LogDamagedException(LogFolder.CheckpointFile);
        Publish(0, Rfc6962.Empty);
    }

    private (LogTree, Edge, MemoryStream) Recover()
    {
        if (!Folder.TryOpen(_signer.Key, out var tree)) throw new LogDamagedException(LogFolder.CheckpointFile);
        var edge = Edge.Load(tree!.Size, tile => HashTile.Read(Folder.ReadTile(tile) ?? throw new LogDamagedException(tile.ToString())));
        if (edge.Root() != tree.Checkpoint.Root) throw new LogDamagedException(LogFolder.CheckpointFile);

        var bundle = new MemoryStream();
        var start = tree.Size - tree.Size % TileName.FullWidth;
        var leaves = new List<Bytes32>();
        foreach (var entry in tree.ReadEntries(start, TileName.FullWidth))
        {
            EntryBundle.Append(bundle, entry.Span);
            leaves.Add(Rfc6962.Leaf(entry.Span));
        }
        if (tree.Size > 0 && !leaves.SequenceEqual(edge.Levels[0])) throw new LogDamagedException(TileName.Entries(start / TileName.FullWidth).ToString());
        return (tree, edge, bundle);
    }

    /// <summary>Deletes what an append that never finished left beyond the checkpoint, and partial tiles that full ones replace.</summary>
    private void Sweep()
    {
        var debris = new List<TileName>();
        foreach (var path in Folder.ListFiles())
        {
            if (!TileName.TryParse(path, out var tile)) continue;
            if (!tile.IsCoveredBy(_tree.Size) || (tile.IsPartial && tile.Full.IsCoveredBy(_tree.Size))) debris.Add(tile);
        }
        foreach (var tile in debris) File.Delete(Folder.FileOf(tile));
    }

    private void DeletePartials(TileName full)
    {
        var folder = Folder.FileOf(full) + ".p";
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    private static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (File.Exists(path))
        {
            throw new LogInUseException(e);
        }
    }
}
