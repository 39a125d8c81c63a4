using System.Buffers.Text;

namespace SecureIntake.Sealing.Age;

/// <summary>Writes armor: the begin line at once, full lines as they fill, the rest and the end line on disposal.</summary>
internal sealed class ArmorWriter : OutputStream
{
    private readonly Stream _output;
    private readonly byte[] _held = new byte[Armor.LineBytes];
    private int _count;
    private bool _closed;

    public ArmorWriter(Stream output)
    {
        _output = output;
        WriteLine(Armor.BeginLine);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        while (!buffer.IsEmpty)
        {
            var taken = Math.Min(buffer.Length, _held.Length - _count);
            buffer[..taken].CopyTo(_held.AsSpan(_count));
            _count += taken;
            buffer = buffer[taken..];
            if (_count == _held.Length) WriteHeld();
        }
    }

    public override void Flush() => _output.Flush();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_closed)
        {
            if (_count > 0) WriteHeld();
            WriteLine(Armor.EndLine);
            _closed = true;
        }
        base.Dispose(disposing);
    }

    private void WriteHeld()
    {
        Span<byte> line = stackalloc byte[Armor.LineLength];
        Base64.EncodeToUtf8(_held.AsSpan(0, _count), line, out _, out var length);
        WriteLine(line[..length]);
        _count = 0;
    }

    private void WriteLine(ReadOnlySpan<byte> line)
    {
        _output.Write(line);
        _output.Write("\n"u8);
    }
}
