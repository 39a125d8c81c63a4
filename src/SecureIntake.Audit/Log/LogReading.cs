using System.Runtime.CompilerServices;

namespace SecureIntake.Audit.Log;

/// <summary>Reads a log as it is served, for lists and searches. Nothing is checked: that is what <see cref="Verification.LogVerifier"/> is for.</summary>
public static class LogReading
{
    /// <summary>The entries in order, up to the size that the checkpoint states.</summary>
    /// <exception cref="LogDamagedException">The checkpoint or a bundle is missing or malformed.</exception>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadUncheckedAsync(this ILogReader reader, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (await reader.ReadCheckpointAsync(cancel) is not { } note || !CheckpointNote.TryParse(note, out var checkpoint, out _))
            throw new LogDamagedException(LogFolder.CheckpointFile);
        for (long index = 0; index < checkpoint!.Size; index += TileName.FullWidth)
        {
            var tile = TileName.At(TileName.Entries(0).Level, index, checkpoint.Size);
            ReadOnlyMemory<byte> rest = await reader.ReadTileAsync(tile, cancel) ?? throw new LogDamagedException(tile.ToString());
            for (var i = 0; i < tile.Width; i++)
            {
                if (!EntryBundle.TryTake(ref rest, out var entry)) throw new LogDamagedException(tile.ToString());
                yield return entry;
            }
        }
    }
}
