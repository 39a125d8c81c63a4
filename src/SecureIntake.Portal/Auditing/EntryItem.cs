using System.Globalization;
using SecureIntake.Portal.Cases;

namespace SecureIntake.Portal.Auditing;

/// <summary>An entry in a list, and what the list around it says already.</summary>
/// <param name="Line">The entry.</param>
/// <param name="LeadsToTimelines">Whether who reads it may follow a name or a case to its timeline.</param>
internal sealed record EntryItem(EntryLine Line, bool LeadsToTimelines)
{
    /// <summary>Whether it stands below the heading of its day.</summary>
    public bool IsOfOneDay { get; init; }

    /// <summary>Whether the heading above says that it is one of many openings.</summary>
    public bool IsInCrowd { get; init; }

    /// <summary>What is unusual about it, as far as the list does not say it.</summary>
    public IEnumerable<EntryMark> Marks => Line.Marks.Where(mark => !IsInCrowd || mark != EntryMark.ManyOpenings);

    /// <summary>Whether all entries of the list are about one case.</summary>
    public bool IsOfOneCase { get; init; }

    /// <summary>When it was signed, as far as the list does not say it. A receipt has a day and no hour.</summary>
    public string When(DateTimeOffset at) => (Line.Type == "receipt/v1", IsOfOneDay) switch
    {
        (true, true) => "",
        (true, false) => DateOnly.FromDateTime(at.UtcDateTime).InWords(),
        (false, true) => at.UtcDateTime.ToString("HH:mm 'UTC'", CultureInfo.InvariantCulture),
        (false, false) => at.InWords(),
    };
}
