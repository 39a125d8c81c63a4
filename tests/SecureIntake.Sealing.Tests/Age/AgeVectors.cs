using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using SecureIntake.Opening;
using SecureIntake.Sealing.Age;

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

    /// <summary>Keys in the kit's order, then passphrases; the caller disposes each.</summary>
    public IEnumerable<Identity> OpenIdentities()
    {
        foreach (var line in Identities)
            yield return KeyText.TryRead(line, out HybridIdentity? hybrid) ? hybrid
                : KeyText.TryRead(line, out X25519Identity? classic) ? classic
                : throw new InvalidDataException(line);
        foreach (var passphrase in Keys["passphrase"]) yield return new ScryptIdentity(new Passphrase(passphrase.AsSpan()));
    }
}

internal static partial class AgeVectors
{
    private const int Count = 143;

    public static string Module { get; } = Repository.At("src", "SecureIntake.Browser", "node_modules", "cctv-age", "index.js");

    public static IReadOnlyDictionary<string, AgeVector> All { get; } = Read(Text());

    /// <summary>Reads the kit's module; one vector less than is known is a fault.</summary>
    public static Dictionary<string, AgeVector> Read(string module)
    {
        var vectors = Entry().Matches(module)
            .Select(match => Parse(match.Groups[1].Value, Convert.FromBase64String(match.Groups[2].Value)))
            .ToDictionary(vector => vector.Name, StringComparer.Ordinal);
        return vectors.Count == Count ? vectors : throw new InvalidDataException($"{vectors.Count} age vectors instead of {Count}.");
    }

    private static string Text() => File.Exists(Module)
        ? File.ReadAllText(Module)
        : throw new FileNotFoundException("The age vectors are not here: run 'npm ci --ignore-scripts' in src/SecureIntake.Browser.");

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
