namespace SecureIntake.Specimens;

/// <summary>
/// Made-up documents for tests and for the demo, drawn by code from a fixed seed, each with its answer key. The hostile ones are in
/// <see cref="Hostile"/>.
/// </summary>
public static class MadeUp
{
    /// <summary>A notice on two pages, in Kazakh, Russian and English.</summary>
    public static PdfSpecimen Pdf() => Papers.Notice();

    /// <summary>The same notice with a second revision saved on top of the first.</summary>
    public static PdfSpecimen PdfSavedTwice()
    {
        var first = Pdf();
        return first with { FileName = "notice-changed.pdf", Bytes = MiniPdf.Revise(first.Bytes), Revisions = 2 };
    }

    /// <summary>A photo of a certificate on a table: camera, dates, GPS and a preview, turned by a quarter, about 2 MB.</summary>
    public static PhotoSpecimen PhoneJpeg() => Photos.Phone(editor: null, alienPreview: false);

    /// <summary>The same photo after an editor: another program, a later date, and a preview that shows something else.</summary>
    public static PhotoSpecimen EditedJpeg() => Photos.Phone(editor: "SPECIMEN GIMP 2.10", alienPreview: true);

    /// <summary>The same scene as a messenger sends it on: 1600 pixels, no metadata.</summary>
    public static Specimen ForwardedJpeg() => new("forwarded.jpg", "image/jpeg", Photos.Forwarded(1600, 1200));

    /// <summary>The data page of ICAO's specimen passport of Utopia.</summary>
    public static PassportSpecimen Passport() => Photos.Passport();

    /// <summary>A small PNG with transparency.</summary>
    public static Specimen Png() => new("stamp.png", "image/png", Photos.Stamp());
}
