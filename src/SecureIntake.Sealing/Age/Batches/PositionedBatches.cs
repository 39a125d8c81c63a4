using Microsoft.Win32.SafeHandles;

namespace SecureIntake.Sealing.Age.Batches;

/// <summary>From a file to a file: every thread claims the next batch, reads it at its place and writes it at its place. No order, no queue.</summary>
/// <remarks>Half-written output is the caller's to throw away: until the last batch was verified it has no name.</remarks>
internal sealed class PositionedBatches : IDisposable
{
    private readonly BatchShape _shape;
    private readonly (SafeFileHandle File, long Start, long Length) _input;
    private readonly (SafeFileHandle File, long Start) _output;
    private readonly long _count;
    private readonly BatchBuffers[] _buffers;
    private long _claimed = -1;
    private volatile bool _stopped;

    public PositionedBatches(BatchShape shape, (SafeFileHandle File, long Start, long Length) input, (SafeFileHandle File, long Start) output, Func<IBatchWorker> worker)
    {
        (_shape, _input, _output) = (shape, input, output);
        _count = Math.Max(1, (input.Length + shape.Input - 1) / shape.Input);
        _buffers = [.. Enumerable.Range(0, (int)Math.Min(BatchShape.Threads, _count)).Select(_ => new BatchBuffers(shape, worker()))];
    }

    /// <summary>Runs to the end or to the first failure. Batches are claimed in order and a claimed batch is finished, so that the first bad
    /// chunk is always found.</summary>
    /// <exception cref="IOException">A file could not be read or written, or became shorter while it was read.</exception>
    public bool TryRun()
    {
        var others = _buffers.Skip(1).Select(buffers => Task.Factory.StartNew(() => Work(buffers), TaskCreationOptions.LongRunning)).ToArray();
        try
        {
            Work(_buffers[0]);
        }
        finally
        {
            foreach (var other in others) ((IAsyncResult)other).AsyncWaitHandle.WaitOne(); // nobody writes after we return
        }
        foreach (var other in others) other.GetAwaiter().GetResult();
        return !_stopped;
    }

    public void Dispose()
    {
        foreach (var buffers in _buffers) buffers.Dispose();
    }

    private void Work(BatchBuffers buffers)
    {
        try
        {
            for (long batch; !_stopped && (batch = Interlocked.Increment(ref _claimed)) < _count;)
                if (!TryBatch(buffers, batch)) _stopped = true;
        }
        catch
        {
            _stopped = true;
            throw;
        }
    }

    private bool TryBatch(BatchBuffers buffers, long batch)
    {
        var offset = batch * _shape.Input;
        var length = (int)Math.Min(_shape.Input, _input.Length - offset);
        ReadExactly(buffers.Input.AsSpan(0, length), _input.Start + offset);
        var good = buffers.TryTransform(batch * BatchShape.Chunks, last: batch == _count - 1, length);
        RandomAccess.Write(_output.File, buffers.Result, _output.Start + batch * _shape.Output);
        return good;
    }

    private void ReadExactly(Span<byte> buffer, long offset)
    {
        while (!buffer.IsEmpty)
        {
            var read = RandomAccess.Read(_input.File, buffer, offset);
            if (read == 0) throw new IOException("The file became shorter while it was read.");
            buffer = buffer[read..];
            offset += read;
        }
    }
}
