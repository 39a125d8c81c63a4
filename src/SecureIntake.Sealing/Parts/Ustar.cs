using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace SecureIntake.Sealing.Parts;

/// <summary>The one tar header that a part's file has (POSIX ustar, FORMAT.md §1): name, length, mode 0600, and zeros.</summary>
/// <remarks>Reading is writing: a block is accepted when it is the one that we would write for the name and length in it. So there is one
/// spelling, and no field in which something could hide or travel.</remarks>
internal static class Ustar
{
    /// <summary>Bytes of a header, and what contents are padded to.</summary>
    public const int Block = 512;

    /// <summary>The longest file: a length has 11 octal digits.</summary>
    public const long MaxLength = (1L << 33) - 1;

    private const int NameSize = 100;
    private const int LengthAt = 124;
    private const int LengthDigits = 11;
    private const int ChecksumAt = 148;
    private const int ChecksumSize = 8;

    /// <summary>Bytes that a file takes up: header, content, zeros up to a block.</summary>
    public static long Length(long content) => Block + (content + Block - 1) / Block * Block;

    /// <summary>Writes the header of a file.</summary>
    public static void WriteHeader(string name, long length, Span<byte> block)
    {
        if (length is < 0 or > MaxLength) throw new ArgumentOutOfRangeException(nameof(length), "An entry is too long for ustar.");
        if (name.Length is 0 or > NameSize) throw new ArgumentException("A name has 1 to 100 characters.", nameof(name));
        block.Clear();
        Encoding.ASCII.GetBytes(name, block);
        "0000600"u8.CopyTo(block[100..]); // mode: the owner reads and writes
        "0000000"u8.CopyTo(block[108..]); // uid
        "0000000"u8.CopyTo(block[116..]); // gid
        WriteOctal(length, block.Slice(LengthAt, LengthDigits));
        "00000000000"u8.CopyTo(block[136..]); // mtime
        block[156] = (byte)'0'; // a regular file
        "ustar\0"u8.CopyTo(block[257..]);
        "00"u8.CopyTo(block[263..]);

        // The sum of all bytes, the checksum's own eight taken as spaces; six digits, NUL, space.
        block.Slice(ChecksumAt, ChecksumSize).Fill((byte)' ');
        var sum = 0L;
        foreach (var b in block) sum += b;
        WriteOctal(sum, block.Slice(ChecksumAt, ChecksumSize - 2));
        block[ChecksumAt + ChecksumSize - 2] = 0;
    }

    /// <summary>Reads the header of a file.</summary>
    public static bool TryReadHeader(ReadOnlySpan<byte> block, [NotNullWhen(true)] out string? name, out long length)
    {
        (name, length) = (null, 0);
        var end = block[..NameSize].IndexOf((byte)0);
        var text = block[..(end < 0 ? NameSize : end)];
        if (text.IsEmpty || text.ContainsAnyExceptInRange((byte)0x21, (byte)0x7E)) return false;
        foreach (var digit in block.Slice(LengthAt, LengthDigits))
        {
            if (digit is < (byte)'0' or > (byte)'7') return false;
            length = length << 3 | (long)(digit - '0');
        }
        var candidate = Encoding.ASCII.GetString(text);
        Span<byte> canonical = stackalloc byte[Block];
        WriteHeader(candidate, length, canonical);
        if (!canonical.SequenceEqual(block)) return false;
        name = candidate;
        return true;
    }

    private static void WriteOctal(long value, Span<byte> digits)
    {
        for (var i = digits.Length - 1; i >= 0; i--, value >>= 3) digits[i] = (byte)('0' + (int)(value & 7));
    }
}
