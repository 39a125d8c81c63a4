using System.Security.Cryptography;

namespace SecureIntake.Sealing.Age.Batches;

/// <summary>A worker with the room for one batch. One side of it held plaintext, so both are pinned and zeroed.</summary>
internal sealed class BatchBuffers : IDisposable
{
    private readonly IBatchWorker _worker;
    private int _held;
    private int _written;

    public BatchBuffers(BatchShape shape, IBatchWorker worker)
    {
        _worker = worker;
        // One byte more than a batch: a pipe tells its end only when asked for more.
        Input = GC.AllocateUninitializedArray<byte>(shape.Input + 1, pinned: true);
        Output = GC.AllocateUninitializedArray<byte>(shape.Output, pinned: true);
    }

    public byte[] Input { get; }
    private byte[] Output { get; }

    /// <summary>What may be written after <see cref="TryTransform"/>.</summary>
    public ReadOnlySpan<byte> Result => Output.AsSpan(0, _written);

    public bool TryTransform(long firstChunk, bool last, int length)
    {
        _held = Math.Max(_held, length);
        return _worker.TryTransform(firstChunk, last, Input.AsSpan(0, length), Output, out _written);
    }

    public void Dispose()
    {
        _worker.Dispose();
        // Only what was used: touching the rest would make it resident.
        CryptographicOperations.ZeroMemory(Input.AsSpan(0, Math.Min(_held + 1, Input.Length)));
        CryptographicOperations.ZeroMemory(Output.AsSpan(0, Math.Min(_held + BatchShape.Chunks * PayloadLayout.TagSize, Output.Length)));
    }
}
