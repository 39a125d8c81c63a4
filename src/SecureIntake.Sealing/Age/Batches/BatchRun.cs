namespace SecureIntake.Sealing.Age.Batches;

/// <summary>Chooses between the two ways: positioned where both ends are files and it pays, in order otherwise.</summary>
internal static class BatchRun
{
    /// <summary>Transforms what follows in <paramref name="input"/> and leaves <paramref name="output"/> at its end.</summary>
    public static bool TryRun(BatchShape shape, Stream input, Stream output, Func<IBatchWorker> worker)
    {
        // A file in /proc says that it is empty, a device has no length: what does not hold a batch by its own word is read to its end.
        if (input is not FileStream { CanSeek: true } from || output is not FileStream { CanSeek: true } to || from.Length - from.Position <= shape.Input)
        {
            using var ordered = new OrderedBatches(shape, input, output, worker);
            return ordered.TryRun();
        }

        to.Flush();
        var (start, length) = (from.Position, from.Length - from.Position);
        using (var positioned = new PositionedBatches(shape, (from.SafeFileHandle, start, length), (to.SafeFileHandle, to.Position), worker))
            if (!positioned.TryRun()) return false;
        if (from.Length != start + length) throw new IOException("The file changed its length while it was read.");
        from.Seek(0, SeekOrigin.End);
        to.Seek(0, SeekOrigin.End);
        return true;
    }
}
