using System.Formats.Tar;

namespace SecureIntake.Sealing.Parts;

/// <summary>The plaintext of a part: a ustar archive that tells nothing but names and content.</summary>
internal static class PartTar
{
    private const int Block = 512;

    // ustar writes a size in 11 octal digits.
    private const long MaxEntry = (1L << 33) - 1;

    /// <summary>Bytes of the archive, its two closing zero blocks included.</summary>
    public static long Length(IEnumerable<PartEntry> entries) =>
        entries.Sum(entry => Block + (entry.Length + Block - 1) / Block * Block) + 2 * Block;

    /// <summary>Writes the archive. The same entries give the same bytes everywhere.</summary>
    public static void Write(IEnumerable<PartEntry> entries, Stream output)
    {
        using var tar = new TarWriter(output, TarEntryFormat.Ustar, leaveOpen: true);
        foreach (var entry in entries)
        {
            if (entry.Length is < 0 or > MaxEntry) throw new ArgumentException("An entry is too long for ustar.", nameof(entries));
            using var content = entry.Open();
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, entry.Name)
            {
                Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                ModificationTime = DateTimeOffset.UnixEpoch,
                DataStream = content,
            });
        }
    }
}
