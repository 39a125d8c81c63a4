using SkiaSharp;

namespace SecureIntake.Specimens;

/// <summary>Letters and marks that every specimen shares.</summary>
internal static class Ink
{
    // SkiaSharp's build without dependencies knows no fonts of the machine: Debian's fonts-noto-core has all scripts we write.
    private static readonly Lazy<SKTypeface> Regular = new(() => Load("NotoSans-Regular.ttf"));
    private static readonly Lazy<SKTypeface> Bold = new(() => Load("NotoSans-Bold.ttf"));

    public static void Text(SKCanvas canvas, string text, float x, float y, float size, SKColor? colour = null, bool bold = false)
    {
        using var font = Font(size, bold);
        using var paint = new SKPaint { Color = colour ?? SKColors.Black, IsAntialias = true };
        canvas.DrawText(text, x, y, SKTextAlign.Left, font, paint);
    }

    /// <summary>Letters in cells of one width, as a machine-readable zone has them.</summary>
    public static void Cells(SKCanvas canvas, string text, float x, float y, float size, float cell)
    {
        using var font = Font(size, bold: true);
        using var paint = new SKPaint { Color = SKColors.Black, IsAntialias = true };
        for (var i = 0; i < text.Length; i++)
            canvas.DrawText(text[i].ToString(), x + (i + 0.5f) * cell, y, SKTextAlign.Center, font, paint);
    }

    /// <summary>SPECIMEN across the whole sheet, so that no crop of it passes for a paper.</summary>
    public static void Mark(SKCanvas canvas, float width, float height)
    {
        using var font = Font(Math.Min(width, height) / 9, bold: true);
        using var paint = new SKPaint { Color = new SKColor(180, 20, 30, 60), IsAntialias = true };
        canvas.Save();
        canvas.Translate(width / 2, height / 2);
        canvas.RotateDegrees(-24);
        for (var row = -1; row <= 1; row++)
            canvas.DrawText("SPECIMEN  ·  SPECIMEN", 0, row * Math.Min(width, height) / 2.6f, SKTextAlign.Center, font, paint);
        canvas.Restore();
    }

    private static SKFont Font(float size, bool bold) => new((bold ? Bold : Regular).Value, size) { Subpixel = true };

    private static SKTypeface Load(string file)
    {
        var path = Directory.EnumerateFiles("/usr/share/fonts", file, SearchOption.AllDirectories).FirstOrDefault()
            ?? throw new InvalidOperationException($"{file} is missing: install the package fonts-noto-core.");
        return SKTypeface.FromFile(path);
    }
}
