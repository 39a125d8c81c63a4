namespace SecureIntake.Audit.Log;

/// <summary>
/// The one writer of a log folder.
/// <para>Life of an entry, three steps. <b>Sequencing</b> gives it its index and writes the entry bundle that holds it.
/// <b>Integration</b> hashes it into the <see cref="Edge"/> of the tree and writes the tiles that it changes. <b>Publishing</b> flushes all of
/// that and then, atomically, replaces the checkpoint. Only then does the entry exist. Before, its files lie beyond the checkpoint, under
/// names that no reader asks for and that <see cref="Open(string, LogSigner)"/> deletes; no published byte is ever written twice.</para>
/// <para>The entries of one append share two waits for the disk, however many they are: group commit is to append what waits as one batch.</para>
/// </summary>
public sealed class LogWriter : IDisposable
{
    private readonly Lock _one = new();
    private readonly FileStream _lock;
    private readonly LogSigner _signer;
    private readonly LogDisk _disk;
    private Edge _edge;
    private MemoryStream _bundle;
    private volatile LogTree _tree;
    private bool _broken;

    private LogWriter(string folder, LogSigner signer, LogDisk disk)
    {
        Folder = new LogFolder(folder);
        (_signer, _disk) = (signer, disk);
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
            _disk.Forget();
            _lock.Dispose();
            throw;
        }
    }

    /// <summary>The files, for reading.</summary>
    public LogFolder Folder { get; }

    /// <summary>The newest published state.</summary>
    public LogTree Tree => _tree;

    private string CheckpointPath => Path.Combine(Folder.Path, LogFolder.CheckpointFile);

    private string StagingPath => Folder.Path + ".next";

    /// <summary>Opens or begins a log. The lock and the staging file lie beside the folder, so that the folder holds public files only.</summary>
    /// <exception cref="LogInUseException">Another process or object writes to it.</exception>
    /// <exception cref="LogDamagedException">The published state is not whole, or another key signed it.</exception>
    public static LogWriter Open(string folder, LogSigner signer) => new(folder, signer, new LogDisk());

    /// <summary>Opens over a disk that a test made.</summary>
    internal static LogWriter Open(string folder, LogSigner signer, LogDisk disk) => new(folder, signer, disk);

    /// <summary>Appends entries of at most 65,535 bytes, all or none, and returns the index of the first once they are durable.</summary>
    /// <exception cref="IOException">The disk failed. Whether the entries are in the log shows when it is opened again; this object refuses to go on.</exception>
    public long Append(IReadOnlyList<byte[]> entries)
    {
        if (entries.Any(entry => entry.Length > EntryBundle.MaxEntry)) throw new ArgumentException("an entry is longer than 65,535 bytes", nameof(entries));
        lock (_one)
        {
            var first = _tree.Size;
            if (entries.Count == 0) return first;
            OrBreak(() =>
            {
                Sequence(entries);
                var filled = Integrate(entries);
                Publish(new Checkpoint(_signer.Key.Name, _edge.Size, _edge.Root()));
                foreach (var tile in filled) DeletePartials(tile);
            });
            return first;
        }
    }

    /// <summary>
    /// Publishes the newest checkpoint again with cosignatures. <c>false</c>, and nothing done, when the log grew meanwhile: they are of an
    /// older checkpoint, which nobody is served any more.
    /// </summary>
    public bool Cosign(Checkpoint checkpoint, IReadOnlyCollection<Witnesses.Cosignature> cosignatures)
    {
        lock (_one)
        {
            if (_tree.Checkpoint != checkpoint) return false;
            var note = CheckpointNote.Cosign(_tree.Note.Span, cosignatures);
            OrBreak(() => Publish(checkpoint, note));
            return true;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_one)
        {
            // Without the lock beside the folder nothing may be written any more.
            _broken = true;
            _disk.Forget();
            _lock.Dispose();
        }
    }

    /// <summary>Step 1: entries get the indices that follow the last; every bundle that they change is written.</summary>
    private void Sequence(IReadOnlyList<byte[]> entries)
    {
        var size = _tree.Size;
        foreach (var entry in entries)
        {
            EntryBundle.Append(_bundle, entry);
            if (++size % TileName.FullWidth != 0) continue;
            Write(TileName.Entries(size / TileName.FullWidth - 1), _bundle.ToArray());
            _bundle = new MemoryStream();
        }
        if (_bundle.Length > 0) Write(TileName.At(TileName.Entries(0).Level, size - 1, size), _bundle.ToArray());
    }

    /// <summary>Step 2: the tree grows by their hashes; every tile that this changes is written. Returns the tiles that became full.</summary>
    private List<TileName> Integrate(IReadOnlyList<byte[]> entries)
    {
        var filled = new List<TileName>();
        var oldSize = _edge.Size;
        foreach (var entry in entries)
        {
            _edge.Add(Rfc6962.Leaf(entry), (tile, hashes) =>
            {
                Write(tile, HashTile.ToBytes(hashes));
                filled.Add(tile);
                if (tile.Level == 0) filled.Add(TileName.Entries(tile.Index));
            });
        }
        for (var level = 0; level < _edge.Levels.Count; level++)
        {
            var count = TileName.CountAt(level, _edge.Size);
            if (_edge.Levels[level].Count == 0 || count == TileName.CountAt(level, oldSize)) continue;
            Write(TileName.At(level, count - 1, _edge.Size), HashTile.ToBytes(_edge.Levels[level]));
        }
        return filled;
    }

    /// <summary>Step 3: when all that it commits to is on disk, the signed checkpoint takes its place.</summary>
    private void Publish(Checkpoint checkpoint) => Publish(checkpoint, _signer.Sign(checkpoint));

    private void Publish(Checkpoint checkpoint, byte[] note)
    {
        _disk.Stage(StagingPath, note);
        _disk.Flush();
        _disk.Rename(StagingPath, CheckpointPath);
        _tree = new LogTree(Folder, checkpoint, note);
    }

    private void Write(TileName tile, byte[] bytes) => _disk.Write(Folder.FileOf(tile), bytes);

    private void OrBreak(Action change)
    {
        if (_broken) throw new InvalidOperationException("an earlier append failed, or the log was closed; open it again");
        _broken = true;
        change();
        _broken = false;
    }

    private void Begin()
    {
        // The empty checkpoint comes before any tile. Tiles without a checkpoint are therefore a log that lost it, not a new one.
        if (Folder.ListFiles().Any()) throw new LogDamagedException(LogFolder.CheckpointFile);
        Publish(new Checkpoint(_signer.Key.Name, 0, Rfc6962.Empty));
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
        // A process that died may have made folders and not have lived to flush their names; nobody else would.
        foreach (var folder in Directory.EnumerateDirectories(Folder.Path, "*", SearchOption.AllDirectories).Prepend(Folder.Path)) Durable.SyncFolder(folder);
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
