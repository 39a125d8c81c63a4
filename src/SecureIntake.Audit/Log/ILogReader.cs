namespace SecureIntake.Audit.Log;

/// <summary>The public reads of a log. Whoever has them can check everything: no database, no server of ours.</summary>
public interface ILogReader
{
    /// <summary>The signed checkpoint, or <c>null</c> when there is none.</summary>
    ValueTask<byte[]?> ReadCheckpointAsync(CancellationToken cancel);

    /// <summary>The tile of exactly that width, or <c>null</c> when it is missing.</summary>
    ValueTask<byte[]?> ReadTileAsync(TileName tile, CancellationToken cancel);

    /// <summary>The paths of all files, <c>/</c> between folders, or <c>null</c> where they cannot be listed.</summary>
    IEnumerable<string>? ListFiles();
}
