using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace SecureIntake.Examination.Documents;

/// <summary>
/// Writes the pages of a safe copy as one PDF of pictures: objects for the catalogue, the page tree and, a page, its size, its one drawing
/// command and its pixels. No text, font, link, date, producer or identifier; the same pages give the same bytes.
/// </summary>
public static class SafePdf
{
    /// <summary>Points a pixel: 200 pixels an inch, so that A4 keeps its size.</summary>
    private const double Scale = 72.0 / 200;

    /// <summary>Where the data of the one IDAT chunk begins: after signature, header chunk and its own length and type.</summary>
    private const int PixelsAt = 8 + 25 + 8;

    private const int ObjectsPerPage = 3;

    /// <summary>Writes the file.</summary>
    /// <param name="pages">At least one, as <see cref="Examiner"/> made them.</param>
    /// <param name="output">Written forward only, from the start of the file.</param>
    public static void Write(IReadOnlyList<SafePage> pages, Stream output)
    {
        ArgumentOutOfRangeException.ThrowIfZero(pages.Count);
        var file = new Objects(output);
        file.Text("%PDF-1.4\n");
        file.Add($"<</Type/Catalog/Pages 2 0 R>>");
        var kids = string.Join(' ', Enumerable.Range(0, pages.Count).Select(i => FormattableString.Invariant($"{3 + i * ObjectsPerPage} 0 R")));
        file.Add($"<</Type/Pages/Count {pages.Count}/Kids[{kids}]>>");
        foreach (var page in pages)
            AddPage(file, page);
        file.End();
    }

    private static void AddPage(Objects file, SafePage page)
    {
        var (width, height) = (page.Width * Scale, page.Height * Scale);
        var at = file.Count + 1;
        file.Add($"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width:0.##} {height:0.##}]/Contents {at + 1} 0 R/Resources<</XObject<</P {at + 2} 0 R>>>>>>");
        file.AddStream($"", Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{width:0.##} 0 0 {height:0.##} 0 0 cm /P Do")));
        // A PNG packs its pixels exactly as a PDF's Flate filter with predictor 15 unpacks them: they are carried over as they are.
        var pixels = page.Png.AsSpan(PixelsAt, BinaryPrimitives.ReadInt32BigEndian(page.Png.AsSpan(PixelsAt - 8)));
        file.AddStream(
            $"/Type/XObject/Subtype/Image/Width {page.Width}/Height {page.Height}/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/FlateDecode/DecodeParms<</Predictor 15/Colors 3/BitsPerComponent 8/Columns {page.Width}>>",
            pixels);
    }

    /// <summary>Numbers the objects of a file, counts its bytes and closes it with their table.</summary>
    private sealed class Objects(Stream output)
    {
        private readonly List<long> _starts = [];
        private long _length;

        public int Count => _starts.Count;

        public void Text(FormattableString text) => Text(text.ToString(CultureInfo.InvariantCulture));

        public void Text(string text) => Bytes(Encoding.ASCII.GetBytes(text));

        public void Add(FormattableString content)
        {
            Open();
            Text(content);
            Text("\nendobj\n");
        }

        public void AddStream(FormattableString entries, ReadOnlySpan<byte> data)
        {
            Open();
            Text("<<");
            Text(entries);
            Text($"/Length {data.Length}>>stream\n");
            Bytes(data);
            Text("\nendstream\nendobj\n");
        }

        public void End()
        {
            var table = _length;
            Text($"xref\n0 {_starts.Count + 1}\n0000000000 65535 f \n");
            foreach (var start in _starts)
                Text($"{start:0000000000} 00000 n \n");
            Text($"trailer<</Size {_starts.Count + 1}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n");
        }

        private void Open()
        {
            _starts.Add(_length);
            Text($"{_starts.Count} 0 obj\n");
        }

        private void Bytes(ReadOnlySpan<byte> bytes)
        {
            output.Write(bytes);
            _length += bytes.Length;
        }
    }
}
