using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace SecureIntake.Sealing.Age;

/// <summary>Reads armor line by line. Whatever is not canonical is <see cref="MalformedArmorException"/>: text outside the two boundary lines, a
/// line longer or shorter than 64 columns that is not the last, missing padding, spare bits, headers or checksums as PGP has them.</summary>
/// <remarks>Lines may end with LF or CRLF, as age accepts; that and white space around the whole are the only freedom.</remarks>
internal sealed class ArmorReader(Stream input) : InputStream
{
    // The longest line there is: 64 columns, CR.
    private readonly byte[] _line = new byte[Armor.LineLength + 1];
    private readonly byte[] _bytes = new byte[Armor.LineBytes];
    private readonly byte[] _ahead = new byte[16 * 1024];
    private int _aheadNext, _aheadEnd;
    private int _next, _end;
    private State _state = State.Before;

    private enum State { Before, Inside, ShortLineSeen, After }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty) return 0;
        if (_state == State.Before) SkipToBeginLine();
        while (_next == _end)
        {
            if (_state == State.After) return 0;
            ReadLine();
        }
        var count = Math.Min(buffer.Length, _end - _next);
        _bytes.AsSpan(_next, count).CopyTo(buffer);
        _next += count;
        return count;
    }

    private void SkipToBeginLine()
    {
        // Whole lines of white space only: a space before the dashes belongs to the line and spoils it.
        for (var skipped = 0; skipped <= Armor.MaxWhiteSpace;)
        {
            var line = TakeLine();
            skipped += line.Length + 1;
            if (line.IndexOfAnyExcept(" \t\r"u8) < 0) continue;
            if (!line.SequenceEqual(Armor.BeginLine)) Refuse();
            _state = State.Inside;
            return;
        }
        Refuse();
    }

    private void ReadLine()
    {
        var line = TakeLine();
        if (line.SequenceEqual(Armor.EndLine))
        {
            RefuseMoreThanWhiteSpace();
            _state = State.After;
            return;
        }
        // Nothing follows a line that is not full, and no line is empty.
        if (_state == State.ShortLineSeen || line.IsEmpty || line.Length > Armor.LineLength) Refuse();
        if (line.Length < Armor.LineLength || line[^1] == '=') _state = State.ShortLineSeen;
        (_next, _end) = (0, Decode(line));
    }

    private int Decode(ReadOnlySpan<byte> line)
    {
        // The BCL's decoder takes white space and spare bits: so decode, encode again, compare.
        if (Base64.DecodeFromUtf8(line, _bytes, out var consumed, out var written) != System.Buffers.OperationStatus.Done || consumed != line.Length) Refuse();
        Span<byte> again = stackalloc byte[Armor.LineLength];
        Base64.EncodeToUtf8(_bytes.AsSpan(0, written), again, out _, out var length);
        if (!again[..length].SequenceEqual(line)) Refuse();
        return written;
    }

    private void RefuseMoreThanWhiteSpace()
    {
        var seen = 0;
        for (var b = TakeByte(); b >= 0; b = TakeByte())
            if (!Armor.IsWhiteSpace((byte)b) || ++seen > Armor.MaxWhiteSpace) Refuse();
    }

    /// <summary>The next line without LF or CRLF. A last line may do without; after it, and where a line is too long, the armor is malformed.</summary>
    private ReadOnlySpan<byte> TakeLine()
    {
        var length = 0;
        for (var b = TakeByte(); b != '\n'; b = TakeByte())
        {
            if (b < 0 && length == 0) Refuse();
            if (b < 0) break;
            if (length == _line.Length) Refuse();
            _line[length++] = (byte)b;
        }
        if (length > 0 && _line[length - 1] == '\r') length--;
        return _line.AsSpan(0, length);
    }

    private int TakeByte()
    {
        if (_aheadNext == _aheadEnd)
        {
            (_aheadNext, _aheadEnd) = (0, input.Read(_ahead));
            if (_aheadEnd == 0) return -1;
        }
        return _ahead[_aheadNext++];
    }

    [DoesNotReturn]
    private static void Refuse() => throw new MalformedArmorException();
}
