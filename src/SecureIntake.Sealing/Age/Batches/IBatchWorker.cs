namespace SecureIntake.Sealing.Age.Batches;

/// <summary>Seals or opens batches on one thread at a time; each thread has its own, because a cipher serves one thread.</summary>
internal interface IBatchWorker : IDisposable
{
    /// <summary>Turns a batch of chunks into another.</summary>
    /// <param name="firstChunk">Index of the batch's first chunk in the payload.</param>
    /// <param name="last">Whether the payload ends with this batch.</param>
    /// <param name="input">Full chunks, the very last one perhaps shorter.</param>
    /// <param name="output">Room for as many chunks.</param>
    /// <param name="written">Bytes of <paramref name="output"/> that may leave, also on failure.</param>
    /// <returns>False when nothing after this batch may leave. The worker keeps the reason.</returns>
    bool TryTransform(long firstChunk, bool last, ReadOnlySpan<byte> input, Span<byte> output, out int written);
}
