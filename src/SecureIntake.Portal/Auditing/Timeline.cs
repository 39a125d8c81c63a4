using SecureIntake.Cases;

namespace SecureIntake.Portal.Auditing;

/// <summary>Entries to be read as a story: in the log's order, day by day.</summary>
/// <param name="Days">The days of this page, the first at the top.</param>
/// <param name="Refused">What the log refused lately, of all days, the newest first; beside the newest page alone.</param>
/// <param name="RefusedTotal">How much it refused.</param>
/// <param name="Total">Entries on all pages.</param>
/// <param name="Page">The page's number; 1 ends with the newest entry.</param>
internal sealed record Timeline(IReadOnlyList<TimelineDay> Days, IReadOnlyList<EntryLine> Refused, int RefusedTotal, int Total, int Page)
{
    private const int PageLength = 200;

    /// <summary>So much of what the log refused is shown: any process may have sent it, as much of it as it liked.</summary>
    private const int ShownRefused = 20;

    /// <summary>Nothing.</summary>
    public static Timeline Empty { get; } = new([], [], 0, 0, 1);

    /// <summary>How many pages there are.</summary>
    public int Pages => Math.Max(1, (Total + PageLength - 1) / PageLength);

    /// <summary>Whether nothing at all was found.</summary>
    public bool IsEmpty => Days.Count == 0 && RefusedTotal == 0;

    /// <summary>Reads a page of all that a search finds.</summary>
    public static async Task<Timeline> ReadAsync(EntrySearch search, int page, Func<string, string> nameOf, CasesContext cases, CancellationToken cancel)
    {
        var parts = search.In(cases);
        var unread = Empty with
        {
            Total = await EntryOrder.Logged.CountAsync(parts, cancel),
            RefusedTotal = await EntryOrder.Refused.CountAsync(parts, cancel),
        };
        page = Math.Clamp(page, 1, unread.Pages);
        var lines = await LinesAsync(EntryOrder.Logged, (page - 1) * PageLength, PageLength);
        bool isNewest = page == 1;
        return unread with
        {
            Page = page,
            Days = TimelineDay.Of([.. lines.Reverse(), .. (isNewest ? await LinesAsync(EntryOrder.Waiting, 0, PageLength) : []).Reverse()]),
            Refused = isNewest ? await LinesAsync(EntryOrder.Refused, 0, ShownRefused) : [],
        };

        async Task<IReadOnlyList<EntryLine>> LinesAsync(Stretch stretch, int skip, int take) =>
            await EntryKeys.LinesAsync([.. await stretch.KeysAsync(parts, skip, take, cancel)], nameOf, cases, cancel);
    }
}

/// <summary>A day of a timeline.</summary>
/// <param name="Day">The day; null before the first entry that names one.</param>
/// <param name="Spans">What happened on it.</param>
internal sealed record TimelineDay(DateOnly? Day, IReadOnlyList<TimelineSpan> Spans)
{
    /// <summary>
    /// Divides entries into days. The log's order stays: a day comes again where an entry of another stands between, and what names no time belongs
    /// to the entry before it.
    /// </summary>
    public static IReadOnlyList<TimelineDay> Of(IReadOnlyList<EntryLine> lines)
    {
        var days = new List<(DateOnly? Day, List<EntryLine> Lines)>();
        foreach (var line in lines)
        {
            DateOnly? day = line.At is { } at ? DateOnly.FromDateTime(at.UtcDateTime) : days.Count > 0 ? days[^1].Day : null;
            if (days.Count == 0 || days[^1].Day != day)
                days.Add((day, []));
            days[^1].Lines.Add(line);
        }

        return [.. days.Select(day => new TimelineDay(day.Day, TimelineSpan.Of(day.Lines)))];
    }
}

/// <summary>Entries that follow one another: one by one, or crowded.</summary>
/// <param name="Lines">The entries.</param>
/// <param name="Openings">Where they are crowded, how many are marked as openings among many; otherwise 0.</param>
internal sealed record TimelineSpan(IReadOnlyList<EntryLine> Lines, int Openings)
{
    /// <summary>Whether it holds many openings in a short time.</summary>
    public bool IsCrowded => Openings > 0;

    /// <summary>When the first of its entries was signed.</summary>
    public DateTimeOffset First => Lines.Min(line => line.At)!.Value;

    /// <summary>When the last of its entries was signed.</summary>
    public DateTimeOffset Last => Lines.Max(line => line.At)!.Value;

    /// <summary>Divides the entries of a day: a crowd reaches from its first marked opening to its last, with all that lies between.</summary>
    public static IReadOnlyList<TimelineSpan> Of(IReadOnlyList<EntryLine> lines)
    {
        var spans = new List<TimelineSpan>();
        var single = new List<EntryLine>();
        for (int at = 0; at < lines.Count;)
        {
            int last = EndOfCrowd(lines, at);
            if (last == at)
            {
                single.Add(lines[at++]);
                continue;
            }

            Close();
            var crowd = lines.Skip(at).Take(last - at + 1).ToList();
            spans.Add(new TimelineSpan(crowd, crowd.Count(IsMarked)));
            at = last + 1;
        }

        Close();
        return spans;

        void Close()
        {
            if (single.Count > 0)
                spans.Add(new TimelineSpan(single, 0));
            single = [];
        }
    }

    // The place of the last marked opening that follows closely enough; the same place where there is no crowd. What names no time parts nothing.
    private static int EndOfCrowd(IReadOnlyList<EntryLine> lines, int first)
    {
        int last = first;
        for (int at = first; IsMarked(lines[first]) && at < lines.Count && !(lines[at].At - lines[last].At > EntryMarks.ShortTime); at++)
            last = IsMarked(lines[at]) ? at : last;
        return last;
    }

    private static bool IsMarked(EntryLine line) => line.Marks.Contains(EntryMark.ManyOpenings);
}
