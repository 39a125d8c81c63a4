using System.Globalization;
using System.Text;

namespace SecureIntake.Audit.Log;

/// <summary>
/// The address of one file of the log (C2SP tlog-tiles): up to 256 tree hashes of height 8·<see cref="Level"/>, or up to 256 entries.
/// <c>tile/0/x001/x234/067</c> is full; <c>tile/entries/067.p/8</c> holds the first 8.
/// </summary>
public readonly record struct TileName
{
    /// <summary>Hashes or entries in a full tile.</summary>
    public const int FullWidth = 256;

    private const int EntriesLevel = -1;

    private TileName(int level, long index, int width) => (Level, Index, Width) = (level, index, width);

    /// <summary>0 for leaf hashes; −1 for the entries themselves.</summary>
    public int Level { get; }

    /// <summary>Position in its level, in tiles.</summary>
    public long Index { get; }

    /// <summary>Hashes or entries in it, 1 to 256.</summary>
    public int Width { get; }

    /// <summary>Whether it holds entries, not hashes.</summary>
    public bool IsEntries => Level == EntriesLevel;

    /// <summary>Whether it is still growing at its size of the tree.</summary>
    public bool IsPartial => Width < FullWidth;

    /// <summary>A tile of hashes.</summary>
    public static TileName Hashes(int level, long index, int width = FullWidth)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(level);
        return Checked(level, index, width);
    }

    /// <summary>A bundle of entries.</summary>
    public static TileName Entries(long index, int width = FullWidth) => Checked(EntriesLevel, index, width);

    /// <summary>The number of hashes (or entries) at <paramref name="level"/> in a tree of <paramref name="size"/>.</summary>
    public static long CountAt(int level, long size) => size >> (8 * Math.Clamp(level, 0, 7));

    /// <summary>The tile that holds position <paramref name="position"/> of a level, as wide as it is in a tree of <paramref name="size"/>.</summary>
    public static TileName At(int level, long position, long size)
    {
        var index = position / FullWidth;
        return new TileName(level, index, (int)Math.Min(FullWidth, CountAt(level, size) - index * FullWidth));
    }

    /// <summary>The same tile, complete.</summary>
    public TileName Full => new(Level, Index, FullWidth);

    /// <summary>Whether a tree of <paramref name="size"/> reaches to the end of this tile.</summary>
    public bool IsCoveredBy(long size) => Index * FullWidth + Width <= CountAt(Level, size);

    /// <summary>Whether a tree of <paramref name="size"/> has a wider version of this tile.</summary>
    public bool IsSupersededIn(long size) => IsCoveredBy(size) && At(Level, Index * FullWidth, size).Width > Width;

    /// <summary>Cuts this partial tile out of the full one; <c>null</c> when that is too short.</summary>
    internal byte[]? Cut(byte[] full)
    {
        if (IsEntries) return EntryBundle.TryMeasure(full, Width, out var bytes) ? full[..bytes] : null;
        return full.Length >= Width * Bytes32.Length ? full[..(Width * Bytes32.Length)] : null;
    }

    /// <summary>The path below the log's address, with <c>/</c>.</summary>
    public override string ToString()
    {
        var path = new StringBuilder("tile/")
            .Append(IsEntries ? "entries" : Level.ToString(CultureInfo.InvariantCulture)).Append('/');
        var digits = Index.ToString(CultureInfo.InvariantCulture);
        digits = digits.PadLeft((digits.Length + 2) / 3 * 3, '0');
        for (var i = 0; i < digits.Length - 3; i += 3) path.Append('x').Append(digits, i, 3).Append('/');
        path.Append(digits, digits.Length - 3, 3);
        if (IsPartial) path.Append(CultureInfo.InvariantCulture, $".p/{Width}");
        return path.ToString();
    }

    /// <summary>Reads a path; only the one spelling is accepted.</summary>
    public static bool TryParse(string path, out TileName tile)
    {
        tile = default;
        var width = FullWidth;
        var end = path.IndexOf(".p/", StringComparison.Ordinal);
        if (end >= 0 && !int.TryParse(path.AsSpan(end + 3), NumberStyles.None, CultureInfo.InvariantCulture, out width)) return false;
        var parts = (end >= 0 ? path[..end] : path).Split('/');
        if (parts.Length is < 3 or > 9 || width is < 1 or > FullWidth) return false;
        var level = EntriesLevel;
        if (parts[1] != "entries" && !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out level)) return false;
        var digits = string.Concat(parts[2..]).Replace("x", "", StringComparison.Ordinal);
        if (level > 7 || !long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var index)) return false;
        if (index > long.MaxValue / FullWidth - 1) return false;
        tile = new TileName(level, index, width);
        return tile.ToString() == path;
    }

    private static TileName Checked(int level, long index, int width)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, 7);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, FullWidth);
        return new TileName(level, index, width);
    }
}
