using SecureIntake.Sealing.Age;

namespace SecureIntake.Sealing.Parts;

/// <summary>The plaintext of a part: a ustar archive that tells nothing but names and content.</summary>
internal static class PartTar
{
    /// <summary>Two closing blocks of zeros.</summary>
    public const int ClosingLength = 2 * Ustar.Block;

    /// <summary>Bytes of the archive, its closing blocks included.</summary>
    public static long Length(IEnumerable<PartEntry> entries) => entries.Sum(entry => Ustar.Length(entry.Length)) + ClosingLength;

    /// <summary>Writes the archive. The same entries give the same bytes everywhere.</summary>
    /// <exception cref="ArgumentException">An entry gave fewer or more bytes than it promised.</exception>
    public static void Write(IEnumerable<PartEntry> entries, Stream output)
    {
        Span<byte> block = stackalloc byte[Ustar.Block];
        foreach (var entry in entries)
        {
            Ustar.WriteHeader(entry.Name, entry.Length, block);
            output.Write(block);
            Copy(entry, output);
            block.Clear();
            output.Write(block[..(int)(Ustar.Length(entry.Length) - Ustar.Block - entry.Length)]);
        }
        block.Clear();
        output.Write(block);
        output.Write(block);
    }

    private static void Copy(PartEntry entry, Stream output)
    {
        using var content = entry.Open();
        var buffer = new byte[PayloadLayout.ChunkSize];
        var left = entry.Length;
        for (int read; (read = content.Read(buffer)) > 0; left -= read)
        {
            if (read > left) throw new ArgumentException("An entry's length was wrong.", nameof(entry));
            output.Write(buffer, 0, read);
        }
        if (left != 0) throw new ArgumentException("An entry's length was wrong.", nameof(entry));
    }
}
