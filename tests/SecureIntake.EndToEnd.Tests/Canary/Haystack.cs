using System.IO.Compression;

namespace SecureIntake.EndToEnd.Tests.Canary;

/// <summary>Looks for needles in bytes, and in what zlib, gzip and zip streams inside those bytes unpack to.</summary>
public static class Haystack
{
    private const int MostUnpacked = 16 * 1024 * 1024;
    private const int Depth = 3;

    /// <summary>Every find as <c>form: place</c>.</summary>
    public static IEnumerable<string> Search(string place, byte[] content, IReadOnlyList<Needle> needles) =>
        Search(place, content, needles, Depth);

    /// <summary>Searches every file below a folder, names included.</summary>
    public static IEnumerable<string> SearchFolder(string folder, IReadOnlyList<Needle> needles, Func<string, bool>? except = null)
    {
        foreach (string path in Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories))
        {
            if (except?.Invoke(path) == true)
                continue;
            foreach (string find in Search("name of " + path, System.Text.Encoding.UTF8.GetBytes(path), needles))
                yield return find;
            if (!File.Exists(path) || new FileInfo(path).LinkTarget is not null)
                continue;
            foreach (string find in Search(path, ReadShared(path), needles))
                yield return find;
        }
    }

    private static IEnumerable<string> Search(string place, byte[] content, IReadOnlyList<Needle> needles, int depth)
    {
        foreach (var needle in needles)
        {
            foreach (var (form, bytes) in needle.Forms)
            {
                if (content.AsSpan().IndexOf(bytes) >= 0)
                    yield return $"{form}: {place}";
            }
        }

        if (depth == 0)
            yield break;
        foreach (var (at, unpacked) in Unpack(content))
        {
            foreach (string find in Search($"compressed at {at} in {place}", unpacked, needles, depth - 1))
                yield return find;
        }
    }

    private static IEnumerable<(int At, byte[] Content)> Unpack(byte[] content)
    {
        for (int at = 0; at + 6 < content.Length; at++)
        {
            byte[]? unpacked = (content[at], content[at + 1]) switch
            {
                (0x1f, 0x8b) => Inflate(content, at, stream => new GZipStream(stream, CompressionMode.Decompress)),
                (0x78, 0x01 or 0x5e or 0x9c or 0xda) => Inflate(content, at, stream => new ZLibStream(stream, CompressionMode.Decompress)),
                ((byte)'P', (byte)'K') when content[at + 2] == 3 && content[at + 3] == 4 && at + 30 < content.Length =>
                    Inflate(content, at + 30 + content[at + 26] + (256 * content[at + 27]) + content[at + 28] + (256 * content[at + 29]),
                        stream => new DeflateStream(stream, CompressionMode.Decompress)),
                _ => null,
            };
            if (unpacked is { Length: > 0 })
                yield return (at, unpacked);
        }
    }

    private static byte[]? Inflate(byte[] content, int at, Func<Stream, Stream> open)
    {
        if (at >= content.Length)
            return null;
        using var output = new MemoryStream();
        try
        {
            using var stream = open(new MemoryStream(content, at, content.Length - at, writable: false));
            byte[] buffer = new byte[64 * 1024];
            int read;
            while (output.Length < MostUnpacked && (read = stream.Read(buffer)) > 0)
                output.Write(buffer, 0, read);
        }
        catch (InvalidDataException)
        {
            // Not a stream, or a broken one: what it gave until then is searched.
        }

        return output.ToArray();
    }

    private static byte[] ReadShared(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            file.CopyTo(copy);
            return copy.ToArray();
        }
        catch (FileNotFoundException)
        {
            return [];
        }
    }
}
