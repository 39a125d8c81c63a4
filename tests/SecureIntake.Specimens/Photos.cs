using SkiaSharp;

namespace SecureIntake.Specimens;

/// <summary>Pictures: a photo of a paper on a table, a passport page, a stamp.</summary>
internal static class Photos
{
    private const int Long = 3264;
    private const int Short = 2448;

    private static readonly string[] Mrz =
        ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"];

    public static PhotoSpecimen Phone(string? editor, bool alienPreview)
    {
        var taken = new DateTime(2019, 5, 3, 11, 42, 7, DateTimeKind.Unspecified);
        var modified = editor is null ? taken : taken.AddDays(400);
        const string make = "SPECIMEN Optical", model = "Phone S-1";
        var software = editor ?? "S-1 firmware 4.2";
        using var upright = Scene(Short, Long);
        // A phone stores the sensor's landscape and says how to turn it.
        using var stored = Turned(upright);
        using var other = alienPreview ? PassportPage(Long, Short) : stored.Copy();
        var exif = new Exif
        {
            Make = make,
            Model = model,
            Software = software,
            Taken = taken,
            Modified = modified,
            Offset = "+05:00",
            Width = Long,
            Height = Short,
            Orientation = 6,
            Latitude = 43.0,
            Longitude = 77.0,
            Preview = Jpeg(Scaled(other, 160, 120), 70),
        };
        var bytes = exif.InsertInto(Jpeg(stored, 88));
        return new(editor is null ? "IMG_20190503_114207.jpg" : "IMG_20190503_114207-2.jpg", bytes, Long, Short, make, model, taken, modified, software);
    }

    public static byte[] Forwarded(int width, int height)
    {
        using var scene = Scene(height, width);
        using var turned = Turned(scene);
        return Jpeg(turned, 75);
    }

    public static PassportSpecimen Passport()
    {
        const int width = 1500, height = 1056;
        using var page = PassportPage(width, height);
        return new("passport.png", Png(page), width, height, Mrz);
    }

    public static byte[] Stamp()
    {
        using var bitmap = new SKBitmap(240, 240, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.Transparent);
        using var red = new SKPaint { Color = SKColors.Firebrick, Style = SKPaintStyle.Stroke, StrokeWidth = 8, IsAntialias = true };
        canvas.DrawCircle(120, 120, 100, red);
        Ink.Text(canvas, "SPECIMEN", 46, 130, 28, SKColors.Firebrick, bold: true);
        return Png(bitmap);
    }

    /// <summary>A certificate on a table, slightly turned, with light from one side and the grain of a small sensor.</summary>
    private static SKBitmap Scene(int width, int height)
    {
        var bitmap = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(new SKColor(122, 84, 52));
        using var grain = new SKPaint { Color = new SKColor(98, 64, 38), StrokeWidth = width / 300f, IsAntialias = true };
        for (var i = 0; i < 40; i++)
            canvas.DrawLine(i * width / 40f, 0, i * width / 40f + width / 30f, height, grain);
        canvas.Save();
        canvas.Translate(width * 0.13f, height * 0.12f);
        canvas.RotateDegrees(3);
        var (paperWidth, paperHeight) = (width * 0.76f, height * 0.72f);
        using var white = new SKPaint { Color = new SKColor(243, 239, 228) };
        canvas.DrawRect(0, 0, paperWidth, paperHeight, white);
        Ink.Mark(canvas, paperWidth, paperHeight);
        string[] lines =
        [
            "Туу туралы куәлік", "Certificate of birth", "", "SPECIMEN, Person", "12 · 08 · 1974", "Utopia County", "", "No. SPECIMEN-000",
        ];
        for (var i = 0; i < lines.Length; i++)
            Ink.Text(canvas, lines[i], paperWidth * 0.1f, paperHeight * (0.14f + i * 0.085f), paperWidth / (i == 0 ? 14f : 20f), bold: i == 0);
        canvas.Restore();
        canvas.Flush();
        AddSensorNoise(bitmap);
        return bitmap;
    }

    private static SKBitmap PassportPage(int width, int height)
    {
        var bitmap = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var canvas = new SKCanvas(bitmap);
        canvas.Scale(width / 1500f, height / 1056f);
        canvas.Clear(new SKColor(222, 231, 238));
        using var line = new SKPaint { Color = new SKColor(160, 185, 205), StrokeWidth = 1.5f, IsAntialias = true, Style = SKPaintStyle.Stroke };
        for (var i = 0; i < 46; i++)
        {
            using var builder = new SKPathBuilder();
            builder.MoveTo(0, i * 18);
            for (var x = 0; x <= 1500; x += 20)
                builder.LineTo(x, i * 18 + 9 * MathF.Sin(x / 60f + i / 3f));
            using var wave = builder.Detach();
            canvas.DrawPath(wave, line);
        }
        Ink.Mark(canvas, 1500, 860);
        Portrait(canvas, 70, 190);
        Ink.Text(canvas, "UTOPIA", 70, 100, 54, new SKColor(30, 60, 100), bold: true);
        Ink.Text(canvas, "PASSPORT · PASSEPORT", 560, 100, 40, new SKColor(30, 60, 100), bold: true);
        (string Label, string Value)[] fields =
        [
            ("Type / Code / Passport No.", "P     UTO     L898902C3"), ("Surname", "ERIKSSON"), ("Given names", "ANNA MARIA"),
            ("Nationality", "UTOPIAN"), ("Date of birth / Sex", "12 AUG 1974     F"), ("Date of expiry", "15 APR 2012"), ("Personal No.", "ZE184226B"),
        ];
        for (var i = 0; i < fields.Length; i++)
        {
            Ink.Text(canvas, fields[i].Label, 560, 180 + i * 92, 24, new SKColor(70, 90, 110));
            Ink.Text(canvas, fields[i].Value, 560, 218 + i * 92, 36, bold: true);
        }
        using var white = new SKPaint { Color = new SKColor(246, 248, 250) };
        canvas.DrawRect(0, 860, 1500, 196, white);
        for (var i = 0; i < Mrz.Length; i++)
            Ink.Cells(canvas, Mrz[i], 40, 935 + i * 72, 40, 32.2f);
        canvas.Flush();
        return bitmap;
    }

    private static void Portrait(SKCanvas canvas, float x, float y)
    {
        using var back = new SKPaint { Color = new SKColor(200, 208, 214) };
        using var skin = new SKPaint { Color = new SKColor(214, 180, 150), IsAntialias = true };
        using var dark = new SKPaint { Color = new SKColor(60, 50, 46), IsAntialias = true };
        canvas.Save();
        canvas.ClipRect(SKRect.Create(x, y, 420, 540));
        canvas.DrawRect(x, y, 420, 540, back);
        canvas.DrawOval(x + 210, y + 210, 135, 170, dark);
        canvas.DrawOval(x + 210, y + 560, 220, 150, dark);
        canvas.DrawOval(x + 210, y + 235, 105, 140, skin);
        canvas.DrawCircle(x + 170, y + 215, 10, dark);
        canvas.DrawCircle(x + 250, y + 215, 10, dark);
        canvas.DrawRect(x + 175, y + 300, 70, 7, dark);
        canvas.Restore();
    }

    // Fixed seed: a picture is the same at every call.
    private static unsafe void AddSensorNoise(SKBitmap bitmap)
    {
        var state = 0x9E3779B9u;
        var pixels = new Span<byte>((void*)bitmap.GetPixels(), bitmap.ByteCount);
        for (var y = 0; y < bitmap.Height; y++)
        {
            var row = pixels.Slice(y * bitmap.RowBytes, bitmap.Width * 4);
            for (var x = 0; x < bitmap.Width; x++)
            {
                state ^= state << 13;
                state ^= state >> 17;
                state ^= state << 5;
                var change = (int)(state % 15) - 7 - x * 30 / bitmap.Width;
                for (var c = 0; c < 3; c++)
                    row[x * 4 + c] = (byte)Math.Clamp(row[x * 4 + c] + change, 0, 255);
            }
        }
    }

    /// <summary>A quarter to the left: turning by EXIF orientation 6 shows it upright again.</summary>
    private static SKBitmap Turned(SKBitmap upright)
    {
        var turned = new SKBitmap(upright.Height, upright.Width, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var canvas = new SKCanvas(turned);
        canvas.Translate(0, upright.Width);
        canvas.RotateDegrees(-90);
        canvas.DrawBitmap(upright, 0, 0, SKSamplingOptions.Default);
        canvas.Flush();
        return turned;
    }

    private static SKBitmap Scaled(SKBitmap bitmap, int width, int height) =>
        bitmap.Resize(new SKImageInfo(width, height), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));

    private static byte[] Jpeg(SKBitmap bitmap, int quality)
    {
        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, quality);
        return data.ToArray();
    }

    private static byte[] Png(SKBitmap bitmap)
    {
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }
}
