using System.Buffers;
using System.IO.Pipelines;
using SecureIntake.Cases;
using SecureIntake.Sealing.Parts;

namespace SecureIntake.Intake.Uploads;

/// <summary>
/// One part on its way in. Its file grows as bytes arrive, so after a crash the file's length says where to go on. Nothing is written before
/// the first 1,627 bytes proved to be the header of a sealed part: what is not sealed never touches the disk.
/// </summary>
internal sealed class Upload : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly byte[] _head = new byte[StructuralCheck.HeaderLength];
    private int _headFilled;
    private long _stored;

    public Upload(Id<Upload> id, Compartment compartment, long length, DateTimeOffset born, string file, long stored)
    {
        (Id, Compartment, Length, Born, File) = (id, compartment, length, born, file);
        (_stored, _headFilled) = stored < _head.Length ? (0, 0) : (stored, _head.Length);
    }

    /// <summary>Names the upload while it is under way, and never afterwards.</summary>
    public Id<Upload> Id { get; }

    /// <summary>What it says it is.</summary>
    public Compartment Compartment { get; }

    /// <summary>Bytes of the whole part.</summary>
    public long Length { get; }

    /// <summary>The hour in which it began.</summary>
    public DateTimeOffset Born { get; }

    /// <summary>Where its bytes are.</summary>
    public string File { get; }

    /// <summary>Bytes that arrived. Those of an unfinished header are in memory only and are asked for again after a restart.</summary>
    public long Offset => _headFilled < _head.Length ? _headFilled : Interlocked.Read(ref _stored);

    /// <summary>Whether all of it is there. Ask while no one writes.</summary>
    public bool IsComplete => Offset == Length;

    /// <summary>Lets one writer in; <c>false</c> when another one does not end in time.</summary>
    public Task<bool> EnterAsync(TimeSpan patience, CancellationToken cancel) => _one.WaitAsync(patience, cancel);

    /// <summary>The same without waiting.</summary>
    public bool TryEnter() => _one.Wait(0);

    /// <summary>Ends what <see cref="EnterAsync"/> or <see cref="TryEnter"/> began.</summary>
    public void Leave() => _one.Release();

    /// <summary>Appends a body to its end. What arrived before a connection broke is kept; a body that is too long leaves nothing.</summary>
    public async Task<WriteOutcome> WriteAsync(PipeReader body, CancellationToken cancel)
    {
        var (headBefore, storedBefore) = (_headFilled, _stored);
        using var file = System.IO.File.OpenHandle(File, FileMode.Open, FileAccess.Write, FileShare.Read);
        try
        {
            while (true)
            {
                var read = await body.ReadAsync(cancel);
                var outcome = Offset + read.Buffer.Length > Length ? WriteOutcome.TooLong
                    : Append(file, read.Buffer) ? WriteOutcome.Written
                    : WriteOutcome.Unsealed;
                body.AdvanceTo(read.Buffer.End);
                if (outcome == WriteOutcome.TooLong)
                {
                    RandomAccess.SetLength(file, storedBefore);
                    (_headFilled, _stored) = (headBefore, storedBefore);
                }

                if (outcome != WriteOutcome.Written || read.IsCompleted) return outcome;
            }
        }
        finally
        {
            RandomAccess.FlushToDisk(file);
            System.IO.File.SetLastWriteTimeUtc(file, Born.UtcDateTime);
        }
    }

    /// <summary>Makes sure that all of it is on disk, whoever wrote it: this process or one before a restart.</summary>
    public void Flush()
    {
        using var file = System.IO.File.OpenHandle(File, FileMode.Open, FileAccess.Write, FileShare.Read);
        RandomAccess.FlushToDisk(file);
    }

    public void Dispose() => _one.Dispose();

    private bool Append(Microsoft.Win32.SafeHandles.SafeFileHandle file, ReadOnlySequence<byte> bytes)
    {
        if (_headFilled < _head.Length)
        {
            int taken = (int)Math.Min(_head.Length - _headFilled, bytes.Length);
            bytes.Slice(0, taken).CopyTo(_head.AsSpan(_headFilled));
            _headFilled += taken;
            if (_headFilled < _head.Length) return true;
            if (!StructuralCheck.IsPartHeader(_head, out _)) return false;
            RandomAccess.Write(file, _head, 0);
            _stored = _head.Length;
            bytes = bytes.Slice(taken);
        }

        foreach (var segment in bytes)
        {
            RandomAccess.Write(file, segment.Span, _stored);
            Interlocked.Add(ref _stored, segment.Length);
        }

        return true;
    }
}

/// <summary>How writing to an upload ended.</summary>
internal enum WriteOutcome
{
    /// <summary>All of the body is stored.</summary>
    Written,

    /// <summary>The body had more bytes than the part; none of them is stored.</summary>
    TooLong,

    /// <summary>The part does not begin with a header that sealing makes; nothing of it was stored.</summary>
    Unsealed,
}
