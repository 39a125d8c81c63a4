namespace SecureIntake.Audit.Log;

/// <summary>A log in a folder, read only: the files that a web server would serve below <c>/log/</c>. Safe beside a running writer.</summary>
public sealed class LogFolder(string path) : ILogReader
{
    /// <summary>The name of the file that commits to all others.</summary>
    public const string CheckpointFile = "checkpoint";

    /// <summary>Where it is.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>The signed checkpoint, or <c>null</c>.</summary>
    public byte[]? ReadCheckpoint() => Read(CheckpointFile);

    /// <summary>The tile; a narrower one is cut from a full one, because a writer deletes what a full tile replaces.</summary>
    public byte[]? ReadTile(TileName tile)
    {
        var exact = Read(tile.ToString());
        if (exact is not null || !tile.IsPartial || Read(tile.Full.ToString()) is not { } full) return exact;
        return tile.Cut(full);
    }

    /// <summary>Whether the checkpoint, whoever signed it, reaches to the end of a tile. Beyond it a writer may be at work.</summary>
    public bool Publishes(TileName tile) =>
        ReadCheckpoint() is { } note && CheckpointNote.TryParse(note, out var checkpoint, out _) && tile.IsCoveredBy(checkpoint!.Size);

    /// <summary>The tree of the checkpoint that <paramref name="key"/> signed; <c>false</c> when there is none such.</summary>
    public bool TryOpen(LogKey key, out LogTree? tree)
    {
        tree = ReadCheckpoint() is { } note && CheckpointNote.TryVerify(note, key, out var checkpoint) ? new LogTree(this, checkpoint!, note) : null;
        return tree is not null;
    }

    /// <inheritdoc/>
    public IEnumerable<string> ListFiles() =>
        Directory.EnumerateFiles(Path, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
            .Select(file => System.IO.Path.GetRelativePath(Path, file).Replace('\\', '/'));

    /// <inheritdoc/>
    public ValueTask<byte[]?> ReadCheckpointAsync(CancellationToken cancel) => ValueTask.FromResult(ReadCheckpoint());

    /// <inheritdoc/>
    public ValueTask<byte[]?> ReadTileAsync(TileName tile, CancellationToken cancel) => ValueTask.FromResult(Read(tile.ToString()));

    internal string FileOf(TileName tile) => System.IO.Path.Combine(Path, tile.ToString());

    private byte[]? Read(string name)
    {
        try
        {
            return File.ReadAllBytes(System.IO.Path.Combine(Path, name));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
