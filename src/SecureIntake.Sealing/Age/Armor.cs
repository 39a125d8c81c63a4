namespace SecureIntake.Sealing.Age;

/// <summary>The text form of an age file: strict PEM with the label <c>AGE ENCRYPTED FILE</c>, 64 columns, padded base64.</summary>
public static class Armor
{
    internal const int LineLength = 64;
    internal const int LineBytes = LineLength / 4 * 3;

    /// <summary>White space that is passed over before and after; more is no armored file.</summary>
    internal const int MaxWhiteSpace = 1024;

    internal static ReadOnlySpan<byte> BeginLine => "-----BEGIN AGE ENCRYPTED FILE-----"u8;
    internal static ReadOnlySpan<byte> EndLine => "-----END AGE ENCRYPTED FILE-----"u8;

    /// <summary>The binary file inside <paramref name="input"/>, whether it is armored or not. <paramref name="input"/> stays open.</summary>
    /// <remarks>A malformed line shows where it stands, as <see cref="HeaderFailure.MalformedArmor"/> or as a failure of the payload.</remarks>
    public static Stream Strip(Stream input)
    {
        // A binary file begins with the "a" of its version line; nothing else of age does, and armor never.
        var first = input.ReadByte();
        if (first is '-' or ' ' or '\t' or '\r' or '\n') return new ArmorReader(new FirstByteStream((byte)first, input));
        if (!input.CanSeek) return first < 0 ? input : new FirstByteStream((byte)first, input);
        if (first >= 0) input.Seek(-1, SeekOrigin.Current);
        return input;
    }

    /// <summary>Writes binary as text to <paramref name="output"/>, which stays open. The text is whole only once the stream is disposed.</summary>
    public static Stream Wrap(Stream output) => new ArmorWriter(output);

    internal static bool IsWhiteSpace(byte b) => b is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';
}
