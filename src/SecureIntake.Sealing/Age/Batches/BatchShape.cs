namespace SecureIntake.Sealing.Age.Batches;

/// <summary>How a payload is cut for several threads: batches of 16 chunks, about 1 MiB, which is enough to hide the cost of handing one over
/// and small enough that eight of them stay below 20 MiB.</summary>
/// <param name="InputChunk">Bytes of a full chunk as it is read.</param>
/// <param name="OutputChunk">Bytes of a full chunk as it is written.</param>
internal readonly record struct BatchShape(int InputChunk, int OutputChunk)
{
    public const int Chunks = 16;

    /// <summary>Plaintext in, sealed chunks out.</summary>
    public static readonly BatchShape Sealing = new(PayloadLayout.ChunkSize, PayloadLayout.SealedChunkSize);

    /// <summary>Sealed chunks in, plaintext out.</summary>
    public static readonly BatchShape Opening = new(PayloadLayout.SealedChunkSize, PayloadLayout.ChunkSize);

    /// <summary>More threads than this gain nothing on any disk and cost memory.</summary>
    public static int Threads => Math.Min(Environment.ProcessorCount, 8);

    public int Input => Chunks * InputChunk;
    public int Output => Chunks * OutputChunk;
}
