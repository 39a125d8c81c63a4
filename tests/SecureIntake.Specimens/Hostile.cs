using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Compression;
using System.Text;

namespace SecureIntake.Specimens;

/// <summary>Files that attack whoever opens them: each must end in a finding, within the limits, and leave nothing behind.</summary>
public static class Hostile
{
    /// <summary>A script that runs on opening, a program to launch, an attached file and a form.</summary>
    public static Specimen ActivePdf() => Pdf("active.pdf", MiniPdf.OnePage(
        catalog: "/OpenAction << /S /JavaScript /JS (app.alert\\('SPECIMEN'\\)) >> /AA << /WC << /S /Launch /F (specimen.exe) >> >> "
            + "/Names << /EmbeddedFiles << /Names [(specimen.txt) 6 0 R] >> >> /AcroForm << /XFA 7 0 R /Fields [] >>")
        .Add("<< /Type /Filespec /F (specimen.txt) /EF << /F 8 0 R >> >>")
        .AddStream("", "<xdp>SPECIMEN</xdp>"u8.ToArray())
        .AddStream("/Type /EmbeddedFile", "SPECIMEN"u8.ToArray()));

    /// <summary>The script's name spelled with an escape, which a search of the bytes does not find.</summary>
    public static Specimen HiddenScriptPdf() => Pdf("hidden-script.pdf", MiniPdf.OnePage(
        catalog: "/Open#41ction << /S /J#61vaScript /J#53 (app.alert\\('SPECIMEN'\\)) >>"));

    /// <summary>The first half of a file.</summary>
    public static Specimen TruncatedPdf()
    {
        var whole = MadeUp.Pdf().Bytes;
        return new("truncated.pdf", "application/pdf", whole[..(whole.Length / 2)]);
    }

    /// <summary>A header and then noise.</summary>
    public static Specimen CorruptPdf()
    {
        var bytes = new byte[20_000];
        var state = 12345u;
        for (var i = 0; i < bytes.Length; i++)
        {
            state = unchecked(state * 1664525 + 1013904223);
            bytes[i] = (byte)(state >> 24);
        }
        "%PDF-1.7\n%SPECIMEN\n"u8.CopyTo(bytes);
        return new("corrupt.pdf", "application/pdf", bytes);
    }

    /// <summary>A page of 200 by 200 metres.</summary>
    public static Specimen HugePagePdf() => Pdf("huge-page.pdf", MiniPdf.OnePage(page: "/MediaBox [0 0 566929 566929]"));

    /// <summary>A page whose content unpacks from a few hundred kilobytes to hundreds of megabytes of drawing: it stalls its parser.</summary>
    public static Specimen StallingPdf()
    {
        var operators = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("0 0 m 300 200 300 0 0 200 c 10 10 290 190 re B* \n", 20_000)));
        var packed = Deflate(operators, times: 400);
        return Pdf("stalling.pdf", new MiniPdf()
            .Add("<< /Type /Catalog /Pages 2 0 R >>")
            .Add("<< /Type /Pages /Kids [3 0 R] /Count 1 >>")
            .Add("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R /Resources << >> >>")
            .AddStream("/Filter /FlateDecode", packed));
    }

    /// <summary>Three hundred thousand objects that say nothing.</summary>
    public static Specimen ManyObjectsPdf()
    {
        var pdf = MiniPdf.OnePage();
        for (var i = 0; i < 300_000; i++)
            pdf.Add("[/SPECIMEN /SPECIMEN /SPECIMEN /SPECIMEN /SPECIMEN /SPECIMEN /SPECIMEN /SPECIMEN]");
        return Pdf("many-objects.pdf", pdf);
    }

    /// <summary>Pages that contain each other.</summary>
    public static Specimen LoopingPdf() => Pdf("looping.pdf", new MiniPdf()
        .Add("<< /Type /Catalog /Pages 2 0 R >>")
        .Add("<< /Type /Pages /Kids [3 0 R] /Count 1 /Parent 3 0 R >>")
        .Add("<< /Type /Pages /Kids [2 0 R] /Count 1 /Parent 2 0 R >>"));

    /// <summary>More pages than an examination opens.</summary>
    public static Specimen ManyPagesPdf(int pages)
    {
        var pdf = new MiniPdf().Add("<< /Type /Catalog /Pages 2 0 R >>")
            .Add($"<< /Type /Pages /Kids [{string.Join(' ', Enumerable.Range(3, pages).Select(i => $"{i} 0 R"))}] /Count {pages} >>");
        for (var i = 0; i < pages; i++)
            pdf.Add("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 30 20] >>");
        return Pdf("many-pages.pdf", pdf);
    }

    /// <summary>Sealed with a password that its reader must know, or, without one, that only forbids printing. Needs qpdf.</summary>
    public static Specimen EncryptedPdf(string password)
    {
        var folder = Directory.CreateTempSubdirectory("specimen-");
        try
        {
            var (plain, sealedPath) = (Path.Combine(folder.FullName, "plain.pdf"), Path.Combine(folder.FullName, "sealed.pdf"));
            File.WriteAllBytes(plain, MadeUp.Pdf().Bytes);
            using var qpdf = Process.Start("qpdf", ["--encrypt", password, "specimen-owner", "256", "--print=none", "--", plain, sealedPath]);
            qpdf.WaitForExit();
            return new("encrypted.pdf", "application/pdf", File.ReadAllBytes(sealedPath));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>A PNG of 300 bytes that claims 65,000 × 65,000 pixels.</summary>
    public static Specimen PngBomb()
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, 65_000);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), 65_000);
        header[8] = 8;
        header[9] = 2;
        return new("bomb.png", "image/png",
            [0x89, .. "PNG\r\n\x1a\n"u8, .. Chunk("IHDR"u8, header), .. Chunk("IDAT"u8, Deflate(new byte[65_000], 1)), .. Chunk("IEND"u8, [])]);
    }

    /// <summary>A PNG within the pixel limits whose data unpack to far more than its header says.</summary>
    public static Specimen PngDataBomb()
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, 100);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), 100);
        header[8] = 8;
        header[9] = 2;
        return new("data-bomb.png", "image/png",
            [0x89, .. "PNG\r\n\x1a\n"u8, .. Chunk("IHDR"u8, header), .. Chunk("IDAT"u8, Deflate(new byte[1 << 20], 500)), .. Chunk("IEND"u8, [])]);
    }

    /// <summary>A JPEG whose frame header claims 65,500 × 65,500 pixels.</summary>
    public static Specimen JpegBomb()
    {
        var bytes = MadeUp.ForwardedJpeg().Bytes;
        var frame = bytes.AsSpan().IndexOf(new byte[] { 0xFF, 0xC0, 0x00, 0x11 });
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(frame + 5), 65_500);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(frame + 7), 65_500);
        return new("bomb.jpg", "image/jpeg", bytes);
    }

    /// <summary>The first third of a JPEG.</summary>
    public static Specimen TruncatedJpeg()
    {
        var whole = MadeUp.ForwardedJpeg().Bytes;
        return new("truncated.jpg", "image/jpeg", whole[..(whole.Length / 3)]);
    }

    /// <summary>A web page that calls itself a JPEG.</summary>
    public static Specimen WebPage() => new("photo.jpg", "text/html", "<html><script>alert('SPECIMEN')</script></html>"u8.ToArray());

    /// <summary>A PDF that calls itself a JPEG.</summary>
    public static Specimen PdfNamedJpeg() => MadeUp.Pdf() with { FileName = "photo.jpg" };

    private static Specimen Pdf(string name, MiniPdf pdf) => new(name, "application/pdf", pdf.ToBytes());

    private static byte[] Deflate(byte[] data, int times)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal))
        {
            for (var i = 0; i < times; i++)
                zlib.Write(data);
        }
        return packed.ToArray();
    }

    private static byte[] Chunk(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        var chunk = new byte[12 + data.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        type.CopyTo(chunk.AsSpan(4));
        data.CopyTo(chunk.AsSpan(8));
        var crc = uint.MaxValue;
        foreach (var b in chunk.AsSpan(4, 4 + data.Length))
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
        }
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + data.Length), ~crc);
        return chunk;
    }
}
