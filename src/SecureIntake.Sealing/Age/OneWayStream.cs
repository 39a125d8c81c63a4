namespace SecureIntake.Sealing.Age;

/// <summary>A stream that only reads or only writes, from its beginning to its end.</summary>
internal abstract class OneWayStream : Stream
{
    public sealed override bool CanSeek => false;
    public sealed override long Length => throw new NotSupportedException();
    public sealed override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
    public sealed override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public sealed override void SetLength(long value) => throw new NotSupportedException();
}

/// <summary>Base of streams that are read.</summary>
internal abstract class InputStream : OneWayStream
{
    public sealed override bool CanRead => true;
    public sealed override bool CanWrite => false;
    public abstract override int Read(Span<byte> buffer);
    public sealed override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    public sealed override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public sealed override void Flush() { }
}

/// <summary>Base of streams that are written.</summary>
internal abstract class OutputStream : OneWayStream
{
    public sealed override bool CanRead => false;
    public sealed override bool CanWrite => true;
    public abstract override void Write(ReadOnlySpan<byte> buffer);
    public sealed override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));
    public sealed override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

/// <summary>A byte that was read to look at, then the rest.</summary>
internal sealed class FirstByteStream(byte first, Stream rest) : InputStream
{
    private bool _given;

    public override int Read(Span<byte> buffer)
    {
        if (_given || buffer.IsEmpty) return rest.Read(buffer);
        _given = true;
        buffer[0] = first;
        return 1;
    }
}
