using System.Diagnostics.CodeAnalysis;
using SecureIntake.Sealing.Parts;

namespace SecureIntake.Opening;

/// <summary>The files inside an opened part. Only what its compartment may hold, in order, and nothing after them but zeros.</summary>
public sealed class PartContent
{
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
        if (ReadFiles(compartment, plaintext) is not { Count: > 0 } files) return false;
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

    /// <summary>The files, or null where a block is not what a part may hold there.</summary>
    private static List<PartFile>? ReadFiles(Compartment compartment, Stream plaintext)
    {
        var files = new List<PartFile>();
        Span<byte> block = stackalloc byte[Ustar.Block];
        for (var at = 0L; ;)
        {
            plaintext.Position = at;
            if (plaintext.ReadAtLeast(block, block.Length, throwOnEndOfStream: false) < block.Length) return null;
            if (!block.ContainsAnyExcept((byte)0)) return plaintext.Length - at >= PartTar.ClosingLength && IsZero(plaintext, at, plaintext.Length) ? files : null;
            if (!Ustar.TryReadHeader(block, out var name, out var length) || !PartName.IsLegal(compartment, files.Count, name)) return null;
            var content = at + Ustar.Block;
            at += Ustar.Length(length);
            if (at > plaintext.Length || !IsZero(plaintext, content + length, at)) return null;
            files.Add(new PartFile(name, content, length));
        }
    }

    private static bool IsZero(Stream stream, long from, long to)
    {
        stream.Position = from;
        var buffer = new byte[(int)Math.Min(CopySize, to - from)];
        for (var left = to - from; left > 0;)
        {
            var read = stream.Read(buffer, 0, (int)Math.Min(buffer.Length, left));
            if (read == 0 || buffer.AsSpan(0, read).ContainsAnyExcept((byte)0)) return false;
            left -= read;
        }
        return true;
    }
}

/// <summary>Where a file stands in a part's plaintext.</summary>
/// <param name="Name">Its name in the tar.</param>
/// <param name="Offset">First byte.</param>
/// <param name="Length">Bytes.</param>
public sealed record PartFile(string Name, long Offset, long Length);
