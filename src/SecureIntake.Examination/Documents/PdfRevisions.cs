namespace SecureIntake.Examination.Documents;

/// <summary>How often a PDF was saved, by its bytes: each save appends a table and the word <c>startxref</c>.</summary>
internal static class PdfRevisions
{
    public static int Count(ReadOnlySpan<byte> file)
    {
        var tables = Occurrences(file, "startxref"u8);
        // A linearized file, made for the web, has two tables from the start; it says so in its first object.
        var linearized = file[..Math.Min(file.Length, 1024)].IndexOf("/Linearized"u8) >= 0;
        return Math.Max(1, linearized ? tables - 1 : tables);
    }

    private static int Occurrences(ReadOnlySpan<byte> file, ReadOnlySpan<byte> word)
    {
        var count = 0;
        for (int at; (at = file.IndexOf(word)) >= 0; file = file[(at + word.Length)..])
            count++;
        return count;
    }
}
