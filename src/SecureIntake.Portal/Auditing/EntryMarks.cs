using Microsoft.EntityFrameworkCore;
using SecureIntake.Audit;
using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;
using SecureIntake.Cases;
using SecureIntake.Cases.Auditing;
using SecureIntake.Cases.Submissions;
using SecureIntake.Portal.Custody;
using SecureIntake.Portal.Log;

namespace SecureIntake.Portal.Auditing;

/// <summary>Why an entry deserves a second look.</summary>
internal enum EntryMark
{
    /// <summary>Someone whom it names says: not me.</summary>
    Disputed,

    /// <summary>One of many openings by the same member in a short time.</summary>
    ManyOpenings,

    /// <summary>An opening of a case that no earlier entry gave to the member, or of the desk after the case had been taken.</summary>
    WithoutAssignment,

    /// <summary>An opening of a part after all that gave it to the member had ended. The log holds only digests of grants: their ends are the portal's word.</summary>
    AfterEnd,

    /// <summary>An opening for which the gate gave nothing, as it told the portal.</summary>
    Withheld,

    /// <summary>A request for a source, a veto against one, or an opening of what custodians hold.</summary>
    Custody,
}

/// <summary>
/// Finds what is unusual among entries, from the log's copy in the database alone. A portal that is taken over can hide a mark; it cannot hide
/// the entry, of which anyone with the log's files can tell the same.
/// </summary>
internal static class EntryMarks
{
    /// <summary>So many openings by one member within <see cref="ShortTime"/> are many.</summary>
    public const int Many = 20;

    /// <summary>What counts as a short time.</summary>
    public static readonly TimeSpan ShortTime = TimeSpan.FromMinutes(10);

    private static readonly string[] GivingTypes = ["triage/v1", "assign/v1"];

    /// <summary>The marks of some entries, by their digest; entries without any are not among them.</summary>
    public static async Task<ILookup<string, EntryMark>> OfAsync(IReadOnlyCollection<OutboxEntry> entries, CasesContext cases, CancellationToken cancel)
    {
        var marks = new List<(string Digest, EntryMark Mark)>();
        var disputed = await DisputedAsync(entries, cases, cancel);
        marks.AddRange(entries.Where(entry => disputed.Contains(Rfc6962.Leaf(entry.Entry))).Select(entry => (KeyOf(entry), EntryMark.Disputed)));

        marks.AddRange(entries.Where(IsOfCustody).Select(entry => (KeyOf(entry), EntryMark.Custody)));

        var openings = entries
            .Where(entry => entry is { Index: not null, Type: "open/v1" })
            .Select(entry => Entry.TryParse(entry.Entry, out var parsed) && parsed.Act is PartsOpened opened ? new Opening(entry, opened) : null)
            .OfType<Opening>().ToList();
        if (openings.Count > 0)
        {
            marks.AddRange((await ManyAsync(openings, cases, cancel)).Select(opening => (KeyOf(opening.Row), EntryMark.ManyOpenings)));
            marks.AddRange((await WithoutAssignmentAsync(openings, cases, cancel)).Select(opening => (KeyOf(opening.Row), EntryMark.WithoutAssignment)));
            marks.AddRange((await AfterEndAsync(openings, cases, cancel)).Select(opening => (KeyOf(opening.Row), EntryMark.AfterEnd)));
            marks.AddRange(openings.Where(opening => opening.Row.Withheld).Select(opening => (KeyOf(opening.Row), EntryMark.Withheld)));
        }

        return marks.ToLookup(mark => mark.Digest, mark => mark.Mark, StringComparer.Ordinal);
    }

    /// <summary>The key of an entry among the marks.</summary>
    public static string KeyOf(OutboxEntry entry) => Convert.ToHexStringLower(entry.Digest);

    private static bool IsOfCustody(OutboxEntry entry) =>
        CustodyRequests.Types.Contains(entry.Type, StringComparer.Ordinal) || (entry.Type == "open/v1" && entry.Purpose == "custody");

    /// <summary>Leaf hashes of entries that someone disputes, of those listed at least. What is disputed stands in the log before the dispute.</summary>
    private static async Task<HashSet<Bytes32>> DisputedAsync(IReadOnlyCollection<OutboxEntry> entries, CasesContext cases, CancellationToken cancel)
    {
        if (entries.Min(entry => entry.Index) is not { } first)
            return [];
        var disputes = await cases.Outbox.AsNoTracking().Where(e => e.Type == "dispute/v1" && e.Index > first).Select(e => e.Entry).ToListAsync(cancel);
        return [.. disputes.Select(bytes => Entry.TryParse(bytes, out var entry) ? entry.Act : null).OfType<EntryDisputed>().Select(act => act.Leaf)];
    }

    // Each member by themselves: that is how an index finds them, and each was at work in a span of their own.
    private static async Task<IEnumerable<Opening>> ManyAsync(IReadOnlyList<Opening> openings, CasesContext cases, CancellationToken cancel)
    {
        var marked = new List<Opening>();
        foreach (var own in openings.GroupBy(opening => opening.Row.By, StringComparer.Ordinal))
        {
            var (first, last) = (own.Min(opening => opening.Act.Stamp.At) - ShortTime, own.Max(opening => opening.Act.Stamp.At) + ShortTime);
            var times = await cases.Outbox.AsNoTracking()
                .Where(e => e.Type == "open/v1" && e.Index != null && e.By == own.Key && e.At >= first && e.At <= last)
                .OrderBy(e => e.At).Select(e => e.At!.Value).ToListAsync(cancel);
            var crowds = Crowds(times);
            marked.AddRange(own.Where(opening => crowds.Any(crowd => crowd.First <= opening.Act.Stamp.At && opening.Act.Stamp.At <= crowd.Last)));
        }

        return marked;
    }

    /// <summary>The spans in which openings follow one another as closely as makes them many, from the times of all of them in their order.</summary>
    private static List<(DateTimeOffset First, DateTimeOffset Last)> Crowds(List<DateTimeOffset> times)
    {
        var crowds = new List<(DateTimeOffset First, DateTimeOffset Last)>();
        for (int last = Many - 1; last < times.Count; last++)
        {
            var first = times[last - Many + 1];
            if (times[last] - first > ShortTime)
                continue;
            // It reaches into the crowd before: they are one.
            if (crowds.Count > 0 && first <= crowds[^1].Last)
                crowds[^1] = (crowds[^1].First, times[last]);
            else
                crowds.Add((first, times[last]));
        }

        return crowds;
    }

    private static async Task<IEnumerable<Opening>> WithoutAssignmentAsync(IReadOnlyList<Opening> openings, CasesContext cases, CancellationToken cancel)
    {
        var handles = openings.Select(opening => opening.Row.Case).Distinct(StringComparer.Ordinal).ToList();
        var given = (await cases.Outbox.AsNoTracking()
            .Where(e => e.About != null && GivingTypes.Contains(e.Type) && e.Index != null && handles.Contains(e.Case))
            .Select(e => new Giving(e.Type, e.Case, e.By, e.About, e.Index!.Value)).ToListAsync(cancel))
            .ToLookup(giving => giving.Case, StringComparer.Ordinal);
        return openings.Where(opening =>
        {
            var before = given[opening.Row.Case].Where(giving => giving.Index < opening.Row.Index);
            return opening.Act.Purpose == Purpose.Triage ? before.Any(giving => giving.Type == "triage/v1") : !before.Any(giving => giving.GivesTo(opening.Row.By));
        });
    }

    private static async Task<IEnumerable<Opening>> AfterEndAsync(IReadOnlyList<Opening> openings, CasesContext cases, CancellationToken cancel)
    {
        var members = openings.Select(opening => opening.Row.By!).Distinct(StringComparer.Ordinal).ToList();
        var handles = openings.Select(opening => Id<Submission>.Parse(opening.Act.Case.ToString())).Distinct().ToList();
        var grants = (await (
            from grant in cases.Grants.AsNoTracking()
            where members.Contains(grant.Grantee) && handles.Contains(grant.Case)
            join entry in cases.Outbox on grant.Entry equals entry.Digest
            where entry.Index != null
            select new { grant.Part, grant.Grantee, grant.Expires, entry.Index }).ToListAsync(cancel))
            .ToLookup(grant => (grant.Grantee, Part: grant.Part.Text));
        return openings.Where(opening => opening.Act.Parts.Any(part =>
        {
            var before = grants[(opening.Row.By!, part.ToString())].Where(grant => grant.Index < opening.Row.Index).ToList();
            // The device's clock may have been ahead.
            return before.Count > 0 && before.Max(grant => grant.Expires) < opening.Act.Stamp.At - ActReceiver.Slack;
        }));
    }

    private sealed record Opening(OutboxEntry Row, PartsOpened Act);

    private sealed record Giving(string Type, string? Case, string? By, string? About, long Index)
    {
        // Who takes a case has it, and so has the deputy; who gives it on is its reader already.
        public bool GivesTo(string? member) => About == member || (Type == "triage/v1" && By == member);
    }
}
