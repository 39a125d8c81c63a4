using System.Text;
using CsCheck;
using SecureIntake.Examination.Documents;
using SkiaSharp;

namespace SecureIntake.Examination.Tests.Documents;

/// <summary>The one door out of the sandbox: pictures as bare pixels in, PNG out.</summary>
public sealed class PixelTests
{
    private static readonly Gen<(int Width, int Height, byte[] Pixels)> Pictures =
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 40]).SelectMany((w, h) => Gen.Byte.Array[w * h * 3].Select(p => (w, h, p)));

    [Fact]
    public void Any_pixels_come_back_from_a_png_as_an_independent_decoder_reads_it() => Pictures.Sample((width, height, pixels) =>
    {
        using var bitmap = SKBitmap.Decode(PngWriter.Encode(new RgbImage(width, height, pixels)));
        Assert.Equal((width, height), (bitmap.Width, bitmap.Height));
        Assert.Equal(pixels, bitmap.Pixels.SelectMany(p => new[] { p.Red, p.Green, p.Blue }));
    }, iter: 200);

    [Fact]
    public async Task Pictures_one_after_another_are_read_apart()
    {
        var stream = new MemoryStream([.. "P6\n#by a tool\n2 1\n255\n"u8, 1, 2, 3, 4, 5, 6, .. "P5 1 1 255\n"u8, 7]);
        using var first = await PpmReader.ReadAsync(stream, 10, default);
        using var second = await PpmReader.ReadAsync(stream, 10, default);
        Assert.Equal([1, 2, 3, 4, 5, 6], first!.Row(0).ToArray());
        Assert.Equal([7, 7, 7], second!.Row(0).ToArray());
        Assert.Null(await PpmReader.ReadAsync(stream, 10, default));
    }

    [Theory]
    [InlineData("P6 11 1 255\n")]
    [InlineData("P6 1 2147483647 255\n")]
    [InlineData("P6 -1 1 255\n")]
    [InlineData("P6 0 1 255\n")]
    [InlineData("P6 1 1 65535\n")]
    [InlineData("P3 1 1 255\n")]
    [InlineData("P6 1 1 255\n12")]
    [InlineData("")]
    public async Task What_is_no_picture_of_the_allowed_size_is_none(string text) =>
        Assert.Null(await PpmReader.ReadAsync(new MemoryStream(Encoding.ASCII.GetBytes(text)), 10, default));

    [Fact]
    public async Task Any_bytes_are_read_without_failure() => await Gen.Byte.Array[0, 300].SampleAsync(async bytes =>
    {
        using var image = await PpmReader.ReadAsync(new MemoryStream([.. "P6 "u8, .. bytes]), 50, default);
    });

    [Fact]
    public void Picture_is_like_its_preview_even_with_black_bars_and_unlike_another()
    {
        var picture = Draw(300, 200, (x, y) => (byte)((x / 2 + y) % 256));
        var barred = Draw(160, 120, (x, y) => y is < 7 or >= 113 ? (byte)0 : (byte)((x * 300 / 160 / 2 + (y - 7) * 200 / 106) % 256));
        var other = Draw(160, 120, (x, y) => (byte)(x * y % 251));
        Assert.True(Likeness.Of(picture, barred) > 0.8);
        Assert.True(Likeness.Of(picture, other) < 0.5);
    }

    [Fact]
    public void Any_bytes_are_facts_or_none() => Gen.String.Sample(text =>
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Assert.Null(PdfFacts.Parse(bytes));
        Assert.Null(ImageFacts.Parse(bytes));
    });

    [Theory]
    [InlineData("""{"pages":[],"encrypt":{"encrypted":false},"qpdf":[{}]}""")]
    [InlineData("""{"pages":1,"encrypt":{"encrypted":false},"qpdf":[{},{}]}""")]
    [InlineData("""{"pages":[],"encrypt":{"encrypted":"no"},"qpdf":[{},{}]}""")]
    [InlineData("""[]""")]
    public void Json_of_another_shape_is_no_facts(string json) => Assert.Null(PdfFacts.Parse(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData("[1, 0]", 0)]
    [InlineData("{\"/S\":\"/GoTo\"}", 0)]
    [InlineData("{\"/S\":\"/URI\"}", 1)]
    [InlineData("\"7 0 R\"", 1)]
    [InlineData("\"8 0 R\"", 0)]
    [InlineData("\"9 0 R\"", 0)]
    public void Place_to_scroll_to_is_no_action(string action, int count)
    {
        var json = """{"pages":[],"encrypt":{"encrypted":false},"qpdf":[{},{"obj:1 0 R":{"value":{"/OpenAction":ACTION}},"obj:7 0 R":{"value":{"/S":"/Named"}},"obj:8 0 R":{"value":[]}}]}"""
            .Replace("ACTION", action, StringComparison.Ordinal);
        Assert.Equal(count, PdfFacts.Parse(Encoding.UTF8.GetBytes(json))!.Active.Count);
    }

    [Theory]
    [InlineData("D:20180314093000Z", "2018-03-14")]
    [InlineData("20180314", "2018-03-14")]
    [InlineData("D:20181314", null)]
    [InlineData("D:2018", null)]
    [InlineData(null, null)]
    public void Date_of_a_pdf(string? text, string? day) => Assert.Equal(day, PdfDate.Parse(text)?.ToString("yyyy-MM-dd"));

    private static RgbImage Draw(int width, int height, Func<int, int, byte> luma)
    {
        var pixels = new byte[width * height * 3];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = luma(i / 3 % width, i / 3 / width);
        return new(width, height, pixels);
    }
}
