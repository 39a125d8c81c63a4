using System.Diagnostics.CodeAnalysis;
using System.Formats.Tar;
using SecureIntake.Sealing.Parts;

namespace SecureIntake.Opening;

/// <summary>The files inside an opened part. Only what its compartment may hold, in order, and nothing after them but zeros.</summary>
public sealed class PartContent
{
    private const int Block = 512;
    private const int CopySize = 64 * 1024;

    private readonly Stream _plaintext;

    private PartContent(Stream plaintext, IReadOnlyList<PartFile> files) => (_plaintext, Files) = (plaintext, files);

    /// <summary>The record first, then the others.</summary>
    public IReadOnlyList<PartFile> Files { get; }

    /// <summary>The record: <c>account.json</c>, <c>evidence.json</c>, …</summary>
    public PartFile Record => Files[0];

    /// <summary>Reads the directory of a part's plaintext.</summary>
    /// <param name="compartment">What it was named as; its first file must be that compartment's record.</param>
    /// <param name="plaintext">A seekable stream that stays open while files are read from it.</param>
    /// <param name="content">The files.</param>
    public static bool TryRead(Compartment compartment, Stream plaintext, [NotNullWhen(true)] out PartContent? content)
    {
        content = null;
        if (!Padding.IsPossible(compartment, plaintext.Length)) return false;
        plaintext.Position = 0;
        var files = new List<PartFile>();
        try
        {
            using var tar = new TarReader(plaintext, leaveOpen: true);
            while (tar.GetNextEntry() is { } entry)
            {
                if (entry is not UstarTarEntry { EntryType: TarEntryType.RegularFile }
                    || !PartName.IsLegal(compartment, files.Count, entry.Name)) return false;
                files.Add(new PartFile(entry.Name, entry.DataOffset, entry.Length));
            }
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or IOException or OverflowException or ArgumentException)
        {
            return false; // System.Formats.Tar's words for bytes that are no archive
        }
        if (files.Count == 0) return false;
        var last = files[^1];
        if (!IsZeroFrom(plaintext, last.Offset + last.Length) || plaintext.Length - last.Offset - last.Length < 2 * Block) return false;
        content = new PartContent(plaintext, files);
        return true;
    }

    /// <summary>A file's bytes.</summary>
    public byte[] Read(PartFile file)
    {
        var bytes = new byte[file.Length];
        _plaintext.Position = file.Offset;
        _plaintext.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Copies a file's bytes.</summary>
    public void CopyTo(PartFile file, Stream output)
    {
        _plaintext.Position = file.Offset;
        var buffer = new byte[CopySize];
        for (var left = file.Length; left > 0;)
        {
            var read = _plaintext.Read(buffer, 0, (int)Math.Min(left, buffer.Length));
            if (read == 0) throw new EndOfStreamException();
            output.Write(buffer, 0, read);
            left -= read;
        }
    }

    private static bool IsZeroFrom(Stream stream, long offset)
    {
        stream.Position = offset;
        var buffer = new byte[CopySize];
        for (int read; (read = stream.Read(buffer)) > 0;)
            if (buffer.AsSpan(0, read).ContainsAnyExcept((byte)0)) return false;
        return true;
    }
}

/// <summary>Where a file stands in a part's plaintext.</summary>
/// <param name="Name">Its name in the tar.</param>
/// <param name="Offset">First byte.</param>
/// <param name="Length">Bytes.</param>
public sealed record PartFile(string Name, long Offset, long Length);
