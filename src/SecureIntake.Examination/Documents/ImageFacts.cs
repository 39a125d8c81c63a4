using System.Globalization;
using System.Text.Json;

namespace SecureIntake.Examination.Documents;

/// <summary>What an image says of itself, read from <c>exiftool -j -n -G</c>. Of a position only its presence is kept.</summary>
internal sealed record ImageFacts(int Width, int Height, string? Make, string? Model, string? Software, DateTime? Taken, DateTime? Modified, bool HasPosition, bool HasPreview)
{
    /// <summary>Tags that we ask for: nothing else of the metadata leaves the sandbox.</summary>
    public static readonly string[] Tags =
    [
        "-File:ImageWidth", "-File:ImageHeight", "-PNG:ImageWidth", "-PNG:ImageHeight", "-EXIF:Make", "-EXIF:Model", "-EXIF:Software", "-PNG:Software",
        "-XMP:CreatorTool", "-EXIF:DateTimeOriginal", "-EXIF:ModifyDate", "-EXIF:GPSLatitudeRef", "-EXIF:ThumbnailLength",
    ];

    public bool HasCamera => Make is not null || Model is not null;

    /// <summary>Null when this is not such JSON, or it names no size.</summary>
    public static ImageFacts? Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var tags = document.RootElement[0];
            return Number(tags, "File:ImageWidth", "PNG:ImageWidth") is { } width && Number(tags, "File:ImageHeight", "PNG:ImageHeight") is { } height
                ? new(width, height, Text(tags, "EXIF:Make"), Text(tags, "EXIF:Model"), Text(tags, "XMP:CreatorTool", "EXIF:Software", "PNG:Software"),
                    Date(tags, "EXIF:DateTimeOriginal"), Date(tags, "EXIF:ModifyDate"), Text(tags, "EXIF:GPSLatitudeRef") is not null,
                    Number(tags, "EXIF:ThumbnailLength") is > 0)
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    private static int? Number(JsonElement tags, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (tags.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number))
                return number;
        }
        return null;
    }

    /// <summary>The first of these tags that holds anything. A model called 7 comes as a number.</summary>
    private static string? Text(JsonElement tags, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (tags.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number
                && value.ToString().Trim() is { Length: > 0 } text)
                return text;
        }
        return null;
    }

    private static DateTime? Date(JsonElement tags, string name) =>
        DateTime.TryParseExact(Text(tags, name), "yyyy:MM:dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;
}
