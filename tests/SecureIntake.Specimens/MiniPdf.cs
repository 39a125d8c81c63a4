using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace SecureIntake.Specimens;

/// <summary>A PDF of a few objects, written by hand: for what no honest program would write.</summary>
internal sealed partial class MiniPdf
{
    private readonly List<byte[]> _objects = [];

    /// <summary>Adds an object; its number counts from 1.</summary>
    public MiniPdf Add(string body)
    {
        _objects.Add(Encoding.Latin1.GetBytes(body));
        return this;
    }

    public MiniPdf AddStream(string dictionary, byte[] data)
    {
        _objects.Add([.. Encoding.Latin1.GetBytes($"<< {dictionary} /Length {data.Length} >>\nstream\n"), .. data, .. "\nendstream"u8]);
        return this;
    }

    /// <summary>One page with a line of text, and whatever else the catalog and the page shall say.</summary>
    public static MiniPdf OnePage(string catalog = "", string page = "/MediaBox [0 0 300 200]") => new MiniPdf()
        .Add($"<< /Type /Catalog /Pages 2 0 R {catalog} >>")
        .Add("<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
        .Add($"<< /Type /Page /Parent 2 0 R {page} /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>")
        .AddStream("", "BT /F 24 Tf 40 100 Td (SPECIMEN) Tj ET"u8.ToArray())
        .Add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");

    /// <summary>The file; object 1 is its catalog.</summary>
    public byte[] ToBytes()
    {
        using var file = new MemoryStream();
        Write(file, "%PDF-1.7\n%âãÏÓ\n");
        var offsets = new List<long>();
        for (var i = 0; i < _objects.Count; i++)
        {
            offsets.Add(file.Position);
            Write(file, $"{i + 1} 0 obj\n");
            file.Write(_objects[i]);
            Write(file, "\nendobj\n");
        }
        var table = file.Position;
        Write(file, $"xref\n0 {offsets.Count + 1}\n0000000000 65535 f \n");
        foreach (var offset in offsets)
            Write(file, $"{offset:D10} 00000 n \n");
        Write(file, $"trailer\n<< /Size {offsets.Count + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
        return file.ToArray();
    }

    /// <summary>The same file with an empty second revision behind it, as an editor that saves in place leaves it.</summary>
    public static byte[] Revise(byte[] pdf)
    {
        var text = Encoding.Latin1.GetString(pdf);
        var previous = StartXref().Matches(text)[^1].Groups[1].Value;
        var size = int.Parse(Size().Matches(text)[^1].Groups[1].Value, CultureInfo.InvariantCulture);
        var root = Root().Matches(text)[^1].Groups[1].Value;
        var info = Info().Matches(text) is [.., var last] ? $"/Info {last.Groups[1].Value}" : "";
        var at = pdf.Length + 1;
        var added = $"{size} 0 obj\n(SPECIMEN revision)\nendobj\n";
        var table = $"xref\n{size} 1\n{at:D10} 00000 n \ntrailer\n<< /Size {size + 1} /Root {root} {info} /Prev {previous} >>\nstartxref\n{at + added.Length}\n%%EOF\n";
        return [.. pdf, (byte)'\n', .. Encoding.Latin1.GetBytes(added + table)];
    }

    private static void Write(MemoryStream file, string text) => file.Write(Encoding.Latin1.GetBytes(text));

    [GeneratedRegex(@"startxref\s+(\d+)", RegexOptions.None, 1000)]
    private static partial Regex StartXref();

    [GeneratedRegex(@"/Size\s+(\d+)", RegexOptions.None, 1000)]
    private static partial Regex Size();

    [GeneratedRegex(@"/Root\s+(\d+ \d+ R)", RegexOptions.None, 1000)]
    private static partial Regex Root();

    [GeneratedRegex(@"/Info\s+(\d+ \d+ R)", RegexOptions.None, 1000)]
    private static partial Regex Info();
}
