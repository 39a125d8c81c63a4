using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace SecureIntake.Specimens;

/// <summary>What a phone writes about a photo, as an EXIF 2.3 block: two directories, GPS, and a preview.</summary>
internal sealed class Exif
{
    private const ushort Ascii = 2, Short = 3, Long = 4, Rational = 5, Undefined = 7, Byte = 1;

    public required string Make { get; init; }
    public required string Model { get; init; }
    public required string Software { get; init; }
    public required DateTime Taken { get; init; }
    public required DateTime Modified { get; init; }
    public required string Offset { get; init; }
    public required int Width { get; init; }
    public required int Height { get; init; }
    public required ushort Orientation { get; init; }
    public required double Latitude { get; init; }
    public required double Longitude { get; init; }
    public required byte[] Preview { get; init; }

    /// <summary>The JPEG with this block as its first segment.</summary>
    public byte[] InsertInto(byte[] jpeg)
    {
        byte[] body = [.. "Exif\0\0"u8, .. Tiff()];
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, checked((ushort)(body.Length + 2)));
        return [.. jpeg.AsSpan(0, 2), 0xFF, 0xE1, .. length, .. body, .. jpeg.AsSpan(2)];
    }

    private byte[] Tiff()
    {
        var exif = new Directory
        {
            { 0x829A, Rational, Fraction(1, 120) }, { 0x829D, Rational, Fraction(17, 10) }, { 0x8827, Short, Number16(125) },
            { 0x9000, Undefined, "0230"u8.ToArray() }, { 0x9003, Ascii, Date(Taken) }, { 0x9004, Ascii, Date(Taken) },
            { 0x9011, Ascii, Text(Offset) }, { 0x920A, Rational, Fraction(43, 10) },
            { 0xA002, Long, Number32(Width) }, { 0xA003, Long, Number32(Height) },
        };
        var gps = new Directory
        {
            { 0, Byte, [2, 3, 0, 0] }, { 1, Ascii, Text("N") }, { 2, Rational, Degrees(Latitude) }, { 3, Ascii, Text("E") }, { 4, Rational, Degrees(Longitude) },
        };
        // Pointers are known once the lengths are: the same directories, laid out twice.
        byte[] Layout(int exifAt, int gpsAt, int previewDirectoryAt, int previewAt)
        {
            var main = new Directory
            {
                { 0x010F, Ascii, Text(Make) }, { 0x0110, Ascii, Text(Model) }, { 0x0112, Short, Number16(Orientation) },
                { 0x011A, Rational, Fraction(72, 1) }, { 0x011B, Rational, Fraction(72, 1) }, { 0x0128, Short, Number16(2) },
                { 0x0131, Ascii, Text(Software) }, { 0x0132, Ascii, Date(Modified) }, { 0x8769, Long, Number32(exifAt) }, { 0x8825, Long, Number32(gpsAt) },
            };
            var preview = new Directory { { 0x0103, Short, Number16(6) }, { 0x0201, Long, Number32(previewAt) }, { 0x0202, Long, Number32(Preview.Length) } };
            return [.. "II*\0"u8, .. Number32(8), .. main.At(8, previewDirectoryAt), .. exif.At(exifAt, 0), .. gps.At(gpsAt, 0),
                .. preview.At(previewDirectoryAt, 0), .. Preview];
        }
        var mainLength = Layout(0, 0, 0, 0).Length - 8 - exif.Length - gps.Length - (2 + 3 * 12 + 4) - Preview.Length;
        var (e, g) = (8 + mainLength, 8 + mainLength + exif.Length);
        return Layout(e, g, g + gps.Length, g + gps.Length + 2 + 3 * 12 + 4);
    }

    private static byte[] Text(string text) => [.. Encoding.ASCII.GetBytes(text), 0];

    private static byte[] Date(DateTime date) => Text(date.ToString("yyyy:MM:dd HH:mm:ss", CultureInfo.InvariantCulture));

    private static byte[] Number16(ushort number) => BitConverter.GetBytes(number);

    private static byte[] Number32(int number) => BitConverter.GetBytes(number);

    private static byte[] Fraction(int over, int under) => [.. Number32(over), .. Number32(under)];

    private static byte[] Degrees(double degrees) => [.. Fraction((int)degrees, 1), .. Fraction((int)(degrees % 1 * 60), 1), .. Fraction(0, 1)];

    /// <summary>A TIFF directory: entries in ascending order of tags, then what does not fit into them.</summary>
    private sealed class Directory : System.Collections.IEnumerable
    {
        private readonly List<(ushort Tag, ushort Type, byte[] Value)> _entries = [];

        public int Length => 2 + _entries.Count * 12 + 4 + _entries.Sum(e => e.Value.Length <= 4 ? 0 : e.Value.Length + e.Value.Length % 2);

        public void Add(ushort tag, ushort type, byte[] value) => _entries.Add((tag, type, value));

        public byte[] At(int offset, int next)
        {
            List<byte> table = [.. BitConverter.GetBytes((ushort)_entries.Count)], rest = [];
            var restAt = offset + 2 + _entries.Count * 12 + 4;
            foreach (var (tag, type, value) in _entries)
            {
                var size = type switch { Short => 2, Long => 4, Rational => 8, _ => 1 };
                table.AddRange([.. BitConverter.GetBytes(tag), .. BitConverter.GetBytes(type), .. Number32(value.Length / size)]);
                if (value.Length <= 4)
                {
                    table.AddRange([.. value, .. new byte[4 - value.Length]]);
                    continue;
                }
                table.AddRange(Number32(restAt + rest.Count));
                rest.AddRange([.. value, .. new byte[value.Length % 2]]);
            }
            return [.. table, .. Number32(next), .. rest];
        }

        public System.Collections.IEnumerator GetEnumerator() => _entries.GetEnumerator();
    }
}
