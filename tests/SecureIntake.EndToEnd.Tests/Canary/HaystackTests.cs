using System.IO.Compression;
using System.Text;

namespace SecureIntake.EndToEnd.Tests.Canary;

/// <summary>A search that finds nothing proves nothing, unless it finds what is planted: each form once.</summary>
public sealed class HaystackTests
{
    private const string Planted = "Specimen-Қанағат-Kestrel";
    private static readonly Needle[] Needles = [new Needle(Planted)];

    public static TheoryData<string> Forms => ["clear", "utf-16le", "utf-16be", "hex", "base64", "base64url", "percent", "json", "html"];

    [Theory, MemberData(nameof(Forms))]
    public void A_planted_form_is_found(string form)
    {
        foreach (int shift in Enumerable.Range(0, 6))
        {
            byte[] junk = [.. Enumerable.Repeat((byte)'~', 1000 + shift)];
            byte[] planted = form switch
            {
                "clear" => Encoding.UTF8.GetBytes(Planted),
                "utf-16le" => Encoding.Unicode.GetBytes(Planted),
                "utf-16be" => Encoding.BigEndianUnicode.GetBytes(Planted),
                "hex" => Encoding.ASCII.GetBytes(Convert.ToHexString(Encoding.UTF8.GetBytes(Planted))),
                "base64" => Encoding.ASCII.GetBytes(Convert.ToBase64String([.. junk[..shift], .. Encoding.UTF8.GetBytes(Planted), .. junk])),
                "base64url" => Encoding.ASCII.GetBytes(
                    Convert.ToBase64String([.. junk[..shift], .. Encoding.UTF8.GetBytes(Planted), .. junk]).Replace('+', '-').Replace('/', '_')),
                "percent" => Encoding.ASCII.GetBytes(Uri.EscapeDataString(Planted)),
                "json" => Encoding.ASCII.GetBytes(System.Text.Json.JsonSerializer.Serialize(Planted)),
                _ => Encoding.ASCII.GetBytes(System.Text.Encodings.Web.HtmlEncoder.Default.Encode(Planted)),
            };
            Assert.Contains(Haystack.Search("here", [.. junk, .. planted, .. junk], Needles), find => find == $"{NameOf(form)}: here" || find == $"{form}: here");
        }
    }

    // Where the encoding holds neither + nor /, both alphabets spell it alike and the form keeps its first name.
    private static string NameOf(string form) => form == "base64url" ? "base64" : form;

    [Fact]
    public void A_planted_text_is_found_inside_compressed_streams()
    {
        foreach (var open in new Func<Stream, Stream>[]
        {
            stream => new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true),
            stream => new ZLibStream(stream, CompressionLevel.Fastest, leaveOpen: true),
            stream => new ZLibStream(stream, CompressionLevel.SmallestSize, leaveOpen: true),
        })
        {
            using var packed = new MemoryStream();
            packed.Write(new byte[137]);
            using (var stream = open(packed))
                stream.Write(Encoding.UTF8.GetBytes("something before " + Planted + " something after"));
            Assert.NotEmpty(Haystack.Search("here", packed.ToArray(), Needles));
        }
    }

    [Fact]
    public void A_planted_text_is_found_inside_a_zip_archive()
    {
        using var packed = new MemoryStream();
        using (var archive = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = new StreamWriter(archive.CreateEntry("note.txt").Open());
            entry.Write(string.Concat(Enumerable.Repeat("x", 500)) + Planted);
        }

        Assert.NotEmpty(Haystack.Search("here", packed.ToArray(), Needles));
    }

    [Fact]
    public void A_planted_file_name_is_found()
    {
        string folder = Directory.CreateTempSubdirectory("secureintake-canary-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, Planted + ".txt"), "nothing");
            Assert.NotEmpty(Haystack.SearchFolder(folder, Needles));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Random_bytes_hold_no_needle() =>
        Assert.Empty(Haystack.Search("here", System.Security.Cryptography.RandomNumberGenerator.GetBytes(4_000_000), Needles));
}
