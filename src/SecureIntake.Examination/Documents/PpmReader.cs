namespace SecureIntake.Examination.Documents;

/// <summary>
/// Reads the one picture format that leaves the sandbox: binary PPM (<c>P6</c>) and PGM (<c>P5</c>), one byte a sample. The sandbox
/// may have been taken over by the document, so sizes are checked before memory is taken.
/// </summary>
internal static class PpmReader
{
    // Longer than any header that our tools write (libvips adds a comment with the date).
    private const int MaxHeader = 200;

    /// <summary>The next picture; null at the end of the stream or when what comes is not a picture of at most that side.</summary>
    public static async Task<RgbImage?> ReadAsync(Stream stream, int maxSide, CancellationToken cancel)
    {
        var header = new HeaderReader(stream);
        var magic = await header.TokenAsync(cancel);
        if (magic is not ("P6" or "P5")
            || !Number(await header.TokenAsync(cancel), maxSide, out var width)
            || !Number(await header.TokenAsync(cancel), maxSide, out var height)
            || await header.TokenAsync(cancel) is not "255")
            return null;
        var samples = new byte[width * height * (magic == "P6" ? 3 : 1)];
        if (await stream.ReadAtLeastAsync(samples, samples.Length, throwOnEndOfStream: false, cancel) < samples.Length)
            return null;
        return new RgbImage(width, height, magic == "P6" ? samples : Tripled(samples));
    }

    private static bool Number(string? token, int max, out int number) =>
        int.TryParse(token, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out number)
        && number >= 1 && number <= max;

    private static byte[] Tripled(byte[] grey)
    {
        var rgb = new byte[grey.Length * 3];
        for (var i = 0; i < grey.Length; i++)
            rgb.AsSpan(i * 3, 3).Fill(grey[i]);
        return rgb;
    }

    /// <summary>Words between single white spaces and <c>#</c> comments; reads not one byte too many.</summary>
    private sealed class HeaderReader(Stream stream)
    {
        private readonly byte[] _one = new byte[1];
        private int _read;

        public async Task<string?> TokenAsync(CancellationToken cancel)
        {
            var token = "";
            var comment = false;
            while (_read++ < MaxHeader && await stream.ReadAsync(_one, cancel) == 1)
            {
                var c = (char)_one[0];
                if (comment)
                    comment = c != '\n';
                else if (c is ' ' or '\t' or '\n' or '\r')
                {
                    if (token.Length > 0)
                        return token;
                }
                else if (c == '#' && token.Length == 0)
                    comment = true;
                else
                    token += c;
            }
            return null;
        }
    }
}
