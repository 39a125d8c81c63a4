namespace SecureIntake.Examination.Documents;

/// <summary>
/// Names that programs for editing pictures and pages write into files. Honest people use them too: a hit is a note. Programs that
/// scan, print or export are not in the list, or every office paper would be noted.
/// </summary>
internal static class EditingPrograms
{
    private static readonly string[] Names =
    [
        "photoshop", "lightroom", "illustrator", "gimp", "inkscape", "krita", "paint.net", "pixelmator", "affinity", "corel", "canva",
        "snapseed", "picsart", "meitu", "faceapp", "vsco", "photoscape", "acdsee",
        "ilovepdf", "smallpdf", "sejda", "pdfescape", "pdf24", "pdf-xchange", "foxit phantom", "foxit editor", "nitro", "pdfelement", "wps pdf",
    ];

    public static bool Contains(string program) => Array.Exists(Names, n => program.Contains(n, StringComparison.OrdinalIgnoreCase));
}
