using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace SecureIntake.Sealing.Tests.Age;

/// <summary>One case of the age vector kit (C2SP CCTV, npm <c>cctv-age</c>).</summary>
internal sealed record AgeVector(string Name, ILookup<string, string> Keys, byte[] File)
{
    public string Expect => Keys["expect"].Single();
    public byte[] FileKey => Convert.FromHexString(Keys["file key"].Single());
    public string? PlaintextDigest => Keys["payload"].SingleOrDefault();
    public bool IsArmored => Keys.Contains("armored");
    public IEnumerable<string> Identities => Keys["identity"];
    public override string ToString() => Name;
}

internal static partial class AgeVectors
{
    private const int Count = 143;

    public static IReadOnlyDictionary<string, AgeVector> All { get; } = Load();

    private static Dictionary<string, AgeVector> Load()
    {
        var module = Repository.At("src", "SecureIntake.Browser", "node_modules", "cctv-age", "index.js");
        if (!File.Exists(module)) throw new FileNotFoundException("The age vectors are not here: run 'npm ci --ignore-scripts' in src/SecureIntake.Browser.");
        var vectors = Entry().Matches(File.ReadAllText(module))
            .Select(match => Parse(match.Groups[1].Value, Convert.FromBase64String(match.Groups[2].Value)))
            .ToDictionary(vector => vector.Name, StringComparer.Ordinal);
        return vectors.Count == Count ? vectors : throw new InvalidDataException($"{vectors.Count} age vectors instead of {Count}.");
    }

    private static AgeVector Parse(string name, byte[] bytes)
    {
        var split = bytes.AsSpan().IndexOf("\n\n"u8);
        var keys = Encoding.ASCII.GetString(bytes, 0, split).Split('\n')
            .Select(line => line.Split(": ", 2))
            .ToLookup(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        var file = bytes[(split + 2)..];
        if (!keys.Contains("compressed")) return new AgeVector(name, keys, file);
        using var inflated = new MemoryStream();
        using (var zlib = new ZLibStream(new MemoryStream(file), CompressionMode.Decompress)) zlib.CopyTo(inflated);
        return new AgeVector(name, keys, inflated.ToArray());
    }

    [GeneratedRegex("""// \.\./testdata/(\S+)\s+var \S+ = (?:/\*.*?\*/ )?__toBinary\("([^"]*)"\)""")]
    private static partial Regex Entry();
}
