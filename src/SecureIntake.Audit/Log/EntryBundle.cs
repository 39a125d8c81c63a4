using System.Buffers.Binary;

namespace SecureIntake.Audit.Log;

/// <summary>The content of <c>tile/entries/N</c>: each entry behind its length as two bytes, big-endian.</summary>
internal static class EntryBundle
{
    /// <summary>The longest entry that a bundle can carry, in bytes.</summary>
    public const int MaxEntry = ushort.MaxValue;

    public static void Append(MemoryStream bundle, ReadOnlySpan<byte> entry)
    {
        Span<byte> length = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, checked((ushort)entry.Length));
        bundle.Write(length);
        bundle.Write(entry);
    }

    /// <summary>Takes the first entry off <paramref name="rest"/>; <c>false</c> when its bytes do not suffice.</summary>
    public static bool TryTake(ref ReadOnlyMemory<byte> rest, out ReadOnlyMemory<byte> entry)
    {
        entry = default;
        if (rest.Length < 2) return false;
        var length = BinaryPrimitives.ReadUInt16BigEndian(rest.Span);
        if (rest.Length - 2 < length) return false;
        entry = rest.Slice(2, length);
        rest = rest[(2 + length)..];
        return true;
    }

    /// <summary>Finds the first <paramref name="width"/> entries and the number of bytes that they take.</summary>
    public static bool TryMeasure(ReadOnlyMemory<byte> bundle, int width, out int bytes)
    {
        var rest = bundle;
        for (var i = 0; i < width; i++)
        {
            if (TryTake(ref rest, out _)) continue;
            bytes = 0;
            return false;
        }
        bytes = bundle.Length - rest.Length;
        return true;
    }
}
