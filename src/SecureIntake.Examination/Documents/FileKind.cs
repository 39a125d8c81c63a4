namespace SecureIntake.Examination.Documents;

/// <summary>The kinds of file that an examination opens.</summary>
public enum FileKind
{
    Pdf,
    Jpeg,
    Png,
}

/// <summary>Telling a file's kind from its first bytes, whatever its sender called it.</summary>
internal static class FileKindSniffer
{
    /// <summary>How far into a file readers look for a PDF's header.</summary>
    private const int PdfHeaderWithin = 1024;

    public static FileKind? Of(ReadOnlySpan<byte> file)
    {
        if (file.StartsWith(Png))
            return FileKind.Png;
        if (file.StartsWith(Jpeg))
            return FileKind.Jpeg;
        return file[..Math.Min(file.Length, PdfHeaderWithin)].IndexOf("%PDF-"u8) >= 0 ? FileKind.Pdf : null;
    }

    public static string MediaType(this FileKind kind) => kind switch
    {
        FileKind.Pdf => "application/pdf",
        FileKind.Jpeg => "image/jpeg",
        FileKind.Png => "image/png",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static ReadOnlySpan<byte> Png => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    private static ReadOnlySpan<byte> Jpeg => [0xFF, 0xD8, 0xFF];
}
