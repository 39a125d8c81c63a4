using System.Collections.Concurrent;

namespace SecureIntake.Sealing.Age.Batches;

/// <summary>Through pipes: one thread reads, the pool works, one thread writes in order. A batch leaves only after all before it.</summary>
internal sealed class OrderedBatches : IDisposable
{
    private readonly BatchShape _shape;
    private readonly Stream _input;
    private readonly Stream _output;
    private readonly Func<IBatchWorker> _worker;
    private readonly List<BatchBuffers> _all = [];
    private readonly BlockingCollection<BatchBuffers> _free = [];
    private readonly BlockingCollection<Task<(BatchBuffers Buffers, bool Good)>> _inOrder = [];
    private readonly CancellationTokenSource _stop = new();

    public OrderedBatches(BatchShape shape, Stream input, Stream output, Func<IBatchWorker> worker) =>
        (_shape, _input, _output, _worker) = (shape, input, output, worker);

    /// <summary>Runs to the end of the input or to the first failure; what was good before it has left by then.</summary>
    /// <exception cref="IOException">A stream could not be read or written.</exception>
    public bool TryRun()
    {
        var first = NewBuffers();
        var held = Fill(first, 0);
        if (held <= _shape.Input) // most files are small: no thread for them
        {
            var good = first.TryTransform(0, last: true, held);
            _output.Write(first.Result);
            return good;
        }

        var writing = Task.Factory.StartNew(Write, TaskCreationOptions.LongRunning);
        try
        {
            ReadOn(first, held);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The writer gave up; it says why below.
        }
        finally
        {
            _inOrder.CompleteAdding();
            // Nobody writes, and nobody works in buffers that will go, after we return.
            ((IAsyncResult)writing).AsyncWaitHandle.WaitOne();
            while (_inOrder.TryTake(out var task)) ((IAsyncResult)task).AsyncWaitHandle.WaitOne();
        }
        return writing.GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        foreach (var buffers in _all) buffers.Dispose();
        _free.Dispose();
        _inOrder.Dispose();
        _stop.Dispose();
    }

    private void ReadOn(BatchBuffers buffers, int held)
    {
        for (long batch = 0; ; batch++)
        {
            var last = held <= _shape.Input;
            var length = Math.Min(held, _shape.Input);
            var (working, chunk) = (buffers, batch * BatchShape.Chunks);
            var ahead = buffers.Input[_shape.Input];
            _inOrder.Add(Task.Run(() => (working, working.TryTransform(chunk, last, length))));
            if (last) return;
            buffers = _all.Count <= BatchShape.Threads ? NewBuffers() : _free.Take(_stop.Token);
            buffers.Input[0] = ahead;
            held = Fill(buffers, 1);
        }
    }

    private bool Write()
    {
        try
        {
            foreach (var task in _inOrder.GetConsumingEnumerable())
            {
                var (buffers, good) = task.GetAwaiter().GetResult();
                _output.Write(buffers.Result);
                if (!good) return false;
                _free.Add(buffers);
            }
            return true;
        }
        finally
        {
            _stop.Cancel(); // the reader waits for buffers that will not come back
        }
    }

    /// <summary>Fills a batch and one byte of the next: only then is it known whether the batch is the last.</summary>
    private int Fill(BatchBuffers buffers, int held) =>
        held + _input.ReadAtLeast(buffers.Input.AsSpan(held), buffers.Input.Length - held, throwOnEndOfStream: false);

    private BatchBuffers NewBuffers()
    {
        var buffers = new BatchBuffers(_shape, _worker());
        _all.Add(buffers);
        return buffers;
    }
}
