using System.Globalization;

namespace SecureIntake.Examination.Checks;

/// <summary>What the table says of a region code in a span of years.</summary>
internal enum RegionStanding
{
    /// <summary>In force in at least one of the years.</summary>
    InForce,

    /// <summary>In the table, but only for other years.</summary>
    OtherYears,

    /// <summary>Of Xinjiang, and not in the table.</summary>
    Unassigned,

    /// <summary>Of another province, which the table does not cover.</summary>
    NotCovered,
}

/// <summary>The six-digit region codes of Xinjiang (GB/T 2260) with the years in which each was in force; end years count.</summary>
internal static class RegionCodes
{
    private const string Province = "65";

    private static readonly ILookup<string, Entry> Table = Read().ToLookup(entry => entry.Code, StringComparer.Ordinal);

    /// <summary>How a code stands in the years from <paramref name="from"/> to <paramref name="to"/>, and the place it names, if any.</summary>
    public static (RegionStanding Standing, string Place) Look(string code, int from, int to)
    {
        if (!code.StartsWith(Province, StringComparison.Ordinal))
            return (RegionStanding.NotCovered, "");
        var entries = Table[code].ToArray();
        if (entries.Length == 0)
            return (RegionStanding.Unassigned, "");
        var fitting = entries.Where(entry => entry.From <= to && entry.To >= from).ToArray();
        return fitting.Length > 0 ? (RegionStanding.InForce, fitting[^1].Place) : (RegionStanding.OtherYears, entries[^1].Place);
    }

    private static IEnumerable<Entry> Read()
    {
        using var stream = typeof(RegionCodes).Assembly.GetManifestResourceStream("SecureIntake.Examination.Checks.region-codes.tsv")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Split('\t') is [{ Length: 6 } code, var from, var to, var place])
                yield return new Entry(code, Year(from, int.MinValue), Year(to, int.MaxValue), place);
        }
    }

    private static int Year(string text, int open) => text.Length == 0 ? open : int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private sealed record Entry(string Code, int From, int To, string Place);
}
