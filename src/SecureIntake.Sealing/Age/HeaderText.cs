using System.Text;

namespace SecureIntake.Sealing.Age;

/// <summary>The grammar of a header: version line, stanzas, MAC line. Anything not canonical is refused.</summary>
internal static class HeaderText
{
    /// <summary>After <c>---</c>: a space, 43 base64 characters, a line feed.</summary>
    public const int MacSuffixLength = 1 + MacTextLength + 1;

    /// <summary><c>---</c> and what follows it.</summary>
    public const int MacLineLength = 3 + MacSuffixLength;

    private const int MacTextLength = 43;
    private const int BodyLineLength = 64;

    public static ReadOnlySpan<byte> VersionLine => "age-encryption.org/v1\n"u8;
    private static ReadOnlySpan<byte> MacPrefix => "--- "u8;
    private static ReadOnlySpan<byte> StanzaPrefix => "-> "u8;

    /// <summary>Whether a line (with its line feed) closes a header or could only be an attempt to.</summary>
    public static bool IsLastLine(ReadOnlySpan<byte> line) => line.StartsWith("---"u8);

    /// <summary>Everything the MAC covers: up to and including <c>---</c>, without the space after it.</summary>
    public static byte[] WriteAuthenticated(IEnumerable<Stanza> stanzas)
    {
        using var output = new MemoryStream();
        output.Write(VersionLine);
        foreach (var stanza in stanzas)
        {
            output.Write(StanzaPrefix);
            output.Write(Encoding.ASCII.GetBytes(string.Join(' ', [stanza.Type, .. stanza.Arguments])));
            output.WriteByte((byte)'\n');
            var body = CanonicalBase64.EncodeUnpadded(stanza.Body.Span).AsSpan();
            for (; body.Length >= BodyLineLength; body = body[BodyLineLength..])
            {
                output.Write(body[..BodyLineLength]);
                output.WriteByte((byte)'\n');
            }
            output.Write(body); // the closing line is always short, and empty where the body fills its lines
            output.WriteByte((byte)'\n');
        }
        output.Write(MacPrefix[..3]);
        return output.ToArray();
    }

    public static byte[] Append(ReadOnlySpan<byte> authenticated, ReadOnlySpan<byte> mac) =>
        [.. authenticated, (byte)' ', .. CanonicalBase64.EncodeUnpadded(mac), (byte)'\n'];

    /// <summary>Reads the header at the start of <paramref name="bytes"/>.</summary>
    public static HeaderFailure Read(ReadOnlySpan<byte> bytes, out Header? header)
    {
        header = null;
        var capped = bytes.Length >= Header.MaxLength;
        var text = capped ? bytes[..Header.MaxLength] : bytes;
        var atEnd = capped ? HeaderFailure.TooLong : HeaderFailure.Truncated;

        var start = Math.Min(text.Length, VersionLine.Length);
        if (!text[..start].SequenceEqual(VersionLine[..start])) return HeaderFailure.NotAge;
        if (start < VersionLine.Length) return HeaderFailure.Truncated;

        var position = VersionLine.Length;
        var stanzas = new List<Stanza>();
        while (TryLine(text, ref position, out var line))
        {
            if (line.StartsWith(MacPrefix))
            {
                if (stanzas.Count == 0) return HeaderFailure.NoStanza;
                if (line.Length != MacPrefix.Length + MacTextLength
                    || !CanonicalBase64.TryDecodeUnpadded(line[MacPrefix.Length..], out var mac)) return HeaderFailure.Malformed;
                header = new Header(stanzas, mac, text[..position].ToArray());
                return HeaderFailure.None;
            }
            if (!TryWords(line, out var type, out var arguments)) return HeaderFailure.Malformed;
            var failure = ReadBody(text, ref position, atEnd, out var body);
            if (failure != HeaderFailure.None) return failure;
            stanzas.Add(new Stanza(type, arguments, body));
        }
        return atEnd;
    }

    private static HeaderFailure ReadBody(ReadOnlySpan<byte> text, ref int position, HeaderFailure atEnd, out byte[] body)
    {
        body = [];
        using var base64 = new MemoryStream();
        while (TryLine(text, ref position, out var line))
        {
            if (line.Length > BodyLineLength) return HeaderFailure.Malformed;
            base64.Write(line);
            if (line.Length == BodyLineLength) continue;
            if (!CanonicalBase64.TryDecodeUnpadded(base64.GetBuffer().AsSpan(0, (int)base64.Length), out var bytes)) return HeaderFailure.Malformed;
            body = bytes;
            return HeaderFailure.None;
        }
        return atEnd;
    }

    private static bool TryWords(ReadOnlySpan<byte> line, out string type, out string[] arguments)
    {
        (type, arguments) = ("", []);
        if (!line.StartsWith(StanzaPrefix)) return false;
        var text = line[StanzaPrefix.Length..];
        if (text.ContainsAnyExceptInRange((byte)0x20, (byte)0x7E)) return false;
        var words = Encoding.ASCII.GetString(text).Split(' ');
        if (words.Any(word => word.Length == 0)) return false;
        (type, arguments) = (words[0], words[1..]);
        return true;
    }

    /// <summary>The next line without its line feed; a line that does not end is none.</summary>
    private static bool TryLine(ReadOnlySpan<byte> text, ref int position, out ReadOnlySpan<byte> line)
    {
        line = default;
        var length = text[position..].IndexOf((byte)'\n');
        if (length < 0) return false;
        line = text.Slice(position, length);
        position += length + 1;
        return true;
    }
}
