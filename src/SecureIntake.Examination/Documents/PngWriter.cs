using System.Buffers.Binary;
using System.IO.Compression;

namespace SecureIntake.Examination.Documents;

/// <summary>
/// Encodes bare pixels as a PNG of exactly three chunks: header, pixels, end. No date, text, profile or anything else that could be
/// carried over from the document.
/// </summary>
internal static class PngWriter
{
    private const int BytesPerPixel = 3;

    private static readonly uint[] Crc = CrcTable();

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public static byte[] Encode(RgbImage image)
    {
        using var png = new MemoryStream();
        png.Write(Signature);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, image.Width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], image.Height);
        // Eight bits a sample, red-green-blue; compression, filter method and interlace have one value each.
        header[8] = 8;
        header[9] = 2;
        header[10..].Clear();
        WriteChunk(png, "IHDR"u8, header);
        WriteChunk(png, "IDAT"u8, Compress(image));
        WriteChunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    private static ReadOnlySpan<byte> Compress(RgbImage image)
    {
        var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            var row = new byte[1 + image.Width * BytesPerPixel];
            for (var y = 0; y < image.Height; y++)
            {
                var current = image.Row(y);
                var above = y == 0 ? [] : image.Row(y - 1);
                // Printed pages are flat, where differences to the row above vanish; photos gain from the mean of both neighbours.
                row[0] = y == 0 ? (byte)1 : Cheaper(current, above);
                Filter(row[0], current, above, row.AsSpan(1));
                zlib.Write(row);
            }
        }
        return packed.GetBuffer().AsSpan(0, (int)packed.Length);
    }

    /// <summary>Filter 2 (up) or 4 (Paeth), whichever leaves the smaller differences, by a sample of the row.</summary>
    private static byte Cheaper(ReadOnlySpan<byte> current, ReadOnlySpan<byte> above)
    {
        int up = 0, paeth = 0;
        for (var i = BytesPerPixel; i < current.Length; i += 7)
        {
            up += Distance(current[i] - above[i]);
            paeth += Distance(current[i] - Paeth(current[i - BytesPerPixel], above[i], above[i - BytesPerPixel]));
        }
        return up <= paeth ? (byte)2 : (byte)4;
    }

    /// <summary>How far a difference, which wraps at 256, is from none.</summary>
    private static int Distance(int difference) => Math.Abs((int)unchecked((sbyte)difference));

    private static void Filter(byte filter, ReadOnlySpan<byte> current, ReadOnlySpan<byte> above, Span<byte> to)
    {
        for (var i = 0; i < current.Length; i++)
        {
            int left = i < BytesPerPixel ? 0 : current[i - BytesPerPixel];
            var predicted = filter switch
            {
                1 => left,
                2 => above[i],
                _ => Paeth(left, above[i], i < BytesPerPixel ? 0 : above[i - BytesPerPixel]),
            };
            to[i] = unchecked((byte)(current[i] - predicted));
        }
    }

    /// <summary>The neighbour nearest to left + up − corner (PNG, 9.4).</summary>
    private static int Paeth(int left, int up, int corner)
    {
        int toLeft = Math.Abs(up - corner), toUp = Math.Abs(left - corner), toCorner = Math.Abs(left + up - corner - corner);
        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }

    private static void WriteChunk(MemoryStream png, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        png.Write(type);
        png.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Update(Update(uint.MaxValue, type), data));
        png.Write(number);
    }

    // The format's checksum, CRC-32 of ISO 3309: no cryptography, and the BCL has none without another package.
    private static uint Update(uint crc, ReadOnlySpan<byte> data)
    {
        foreach (var b in data)
            crc = Crc[(crc & 0xFF) ^ b] ^ (crc >> 8);
        return crc;
    }

    private static uint[] CrcTable()
    {
        var table = new uint[256];
        for (var i = 0u; i < 256; i++)
        {
            var c = i;
            for (var bit = 0; bit < 8; bit++)
                c = (c & 1) == 0 ? c >> 1 : (c >> 1) ^ 0xEDB88320;
            table[i] = c;
        }
        return table;
    }
}
