using System.Text;
using CsCheck;
using SecureIntake.Sealing.Age;
using Xunit;

namespace SecureIntake.Sealing.Tests.Age;

public class ArmorTests
{
    private static byte[] Wrap(byte[] binary)
    {
        using var text = new MemoryStream();
        using (var armor = Armor.Wrap(text)) armor.Write(binary);
        return text.ToArray();
    }

    private static byte[]? Strip(byte[] text)
    {
        using var binary = new MemoryStream();
        try
        {
            Armor.Strip(new MemoryStream(text)).CopyTo(binary);
        }
        catch (MalformedArmorException)
        {
            return null;
        }
        return binary.ToArray();
    }

    [Fact]
    public void What_is_wrapped_is_stripped_again() =>
        Gen.Byte.Array[1, 500].Sample(binary => Assert.Equal(binary, Strip(Wrap(binary))), iter: 500);

    [Fact]
    public void It_is_written_as_age_writes_it()
    {
        foreach (var vector in AgeVectors.All.Values.Where(v => v.Name is "armor_x25519" or "armor_full_last_line" or "armor_hybrid" or "armor_scrypt"))
            Assert.Equal(Encoding.ASCII.GetString(vector.File).TrimEnd(), Encoding.ASCII.GetString(Wrap(Strip(vector.File)!)).TrimEnd());
    }

    [Fact]
    public void Whatever_is_accepted_has_one_spelling_but_for_line_ends_and_outer_white_space()
    {
        var seeds = AgeVectors.All.Values.Where(v => v.IsArmored && v.File.Length is > 0 and < 3000).Select(v => v.File).ToArray();
        Gen.Select(Gen.Int[0, seeds.Length - 1], Gen.Int[0, 2999], Gen.Byte, Gen.Int[0, 3]).Sample((seed, at, value, kind) =>
        {
            var text = seeds[seed].ToList();
            at %= text.Count;
            if (kind == 1) text[at] = value;
            if (kind == 2) text.Insert(at, value);
            if (kind == 3) text.RemoveAt(at);
            if (!Armor.IsWhiteSpace(text[0]) && text[0] != '-') return; // taken for binary
            if (Strip([.. text]) is not { } binary) return;
            if (binary.Length == 0) return; // a boundary line after another: age finds no header in it
            Assert.Equal(Spelling([.. text]), Spelling(Wrap(binary)));
        }, iter: 20_000);
    }

    [Fact]
    public void Endless_white_space_is_given_up()
    {
        var armored = Wrap([1, 2, 3]);
        Assert.NotNull(Strip([.. Enumerable.Repeat((byte)'\n', 1000), .. armored]));
        Assert.Null(Strip([.. Enumerable.Repeat((byte)'\n', 1030), .. armored]));
        Assert.Null(Strip([.. armored, .. Enumerable.Repeat((byte)'\n', 1030)]));
    }

    [Fact]
    public void A_binary_stream_is_handed_on_whole_whether_it_seeks_or_not()
    {
        byte[] file = [.. "age-encryption.org/v1\n"u8, 1, 2, 3];
        using var seeking = new MemoryStream(file);
        Assert.Same(seeking, Armor.Strip(seeking));
        Assert.Equal(0, seeking.Position);
        using var pipe = new Pipe(file);
        using var all = new MemoryStream();
        Armor.Strip(pipe).CopyTo(all);
        Assert.Equal(file, all.ToArray());
        Assert.Equal(-1, Armor.Strip(new MemoryStream()).ReadByte());
    }

    private static string Spelling(byte[] text) => Encoding.ASCII.GetString(text).Replace("\r\n", "\n", StringComparison.Ordinal).Trim(' ', '\t', '\r', '\n');

    private sealed class Pipe(byte[] bytes) : InputStream
    {
        private readonly MemoryStream _bytes = new(bytes);
        public override int Read(Span<byte> buffer) => _bytes.Read(buffer[..Math.Min(buffer.Length, 3)]);
    }
}
