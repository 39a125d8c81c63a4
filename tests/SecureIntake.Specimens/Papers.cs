using SkiaSharp;

namespace SecureIntake.Specimens;

/// <summary>Papers drawn as PDF.</summary>
internal static class Papers
{
    private const float Width = 595;
    private const float Height = 842;

    private static readonly string[] First =
    [
        "Хабарлама · Уведомление · Notice",
        "",
        "Бұл қағаз ойдан шығарылған, шынайы адамға қатысы жоқ.",
        "Этот документ вымышлен и не относится ни к какому лицу.",
        "This paper is made up and concerns no real person.",
        "",
        "Name: SPECIMEN, Person",
        "Date of birth: 12 August 1974",
        "Place: Utopia County",
        "Date of notice: 14 March 2018",
        "",
        "It is hereby notified that the person named above was",
        "detained on 12 March 2018 and is held at Detention",
        "House No. 0 of Utopia County.",
    ];

    private static readonly string[] Second =
    [
        "Page 2",
        "",
        "Issued by: Bureau of Utopia County, No. SPECIMEN-000",
        "Signature and seal:",
    ];

    public static PdfSpecimen Notice()
    {
        var created = new DateTime(2018, 3, 14, 9, 30, 0, DateTimeKind.Utc);
        const string producer = "SPECIMEN office 1.0";
        using var stream = new MemoryStream();
        var about = new SKDocumentPdfMetadata
        {
            Title = "SPECIMEN notice",
            Producer = producer,
            Creator = "SPECIMEN scanner",
            Creation = created,
            Modified = created,
            RasterDpi = 150,
            EncodingQuality = 90,
        };
        using (var document = SKDocument.CreatePdf(stream, about))
        {
            Page(document, First, seal: false);
            Page(document, Second, seal: true);
            document.Close();
        }
        return new("notice.pdf", stream.ToArray(), 2, producer, DateOnly.FromDateTime(created), 1);
    }

    private static void Page(SKDocument document, string[] lines, bool seal)
    {
        var canvas = document.BeginPage(Width, Height);
        Ink.Mark(canvas, Width, Height);
        for (var i = 0; i < lines.Length; i++)
            Ink.Text(canvas, lines[i], 64, 96 + i * 26, i == 0 ? 22 : 14, bold: i == 0);
        if (seal)
        {
            using var red = new SKPaint { Color = new SKColor(190, 30, 40, 190), Style = SKPaintStyle.Stroke, StrokeWidth = 4, IsAntialias = true };
            canvas.DrawCircle(300, 250, 58, red);
            Ink.Text(canvas, "SPECIMEN", 258, 256, 16, red.Color, bold: true);
        }
        document.EndPage();
    }
}
