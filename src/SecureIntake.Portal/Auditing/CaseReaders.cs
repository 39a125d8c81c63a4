using Microsoft.EntityFrameworkCore;
using SecureIntake.Cases;
using SecureIntake.Cases.Submissions;

namespace SecureIntake.Portal.Auditing;

/// <summary>Someone who had a case, or opened it.</summary>
/// <param name="Who">Their pseudonym.</param>
/// <param name="Given">By which entries they had it, in the log's order; none where no entry gave it to them.</param>
/// <param name="Openings">How often they opened something of it.</param>
/// <param name="LastOpened">When they opened something of it last.</param>
internal sealed record CaseReader(Passage Who, IReadOnlyList<CaseGiven> Given, int Openings, DateTimeOffset? LastOpened);

/// <summary>An entry that gave a case to someone.</summary>
/// <param name="How">What it made of them.</param>
/// <param name="Index">The entry.</param>
/// <param name="Ends">When what it gave ends; null where the portal does not hold it.</param>
internal sealed record CaseGiven(Sentence How, long Index, DateTimeOffset? Ends);

/// <summary>Finds who had a case, from the log's copy in the database; when that ends is the portal's word.</summary>
internal static class CaseReaders
{
    /// <summary>Reads them, in the order in which they came to it.</summary>
    public static async Task<IReadOnlyList<CaseReader>> ReadAsync(
        Id<Submission> @case, Func<string, string> nameOf, CasesContext cases, CancellationToken cancel)
    {
        string handle = @case.Text;
        var giving = await cases.Outbox.AsNoTracking()
            .Where(e => e.About != null && (e.Type == "triage/v1" || e.Type == "assign/v1") && e.Index != null && e.Case == handle)
            .OrderBy(e => e.Index).Select(e => new { e.Digest, e.Type, By = e.By!, About = e.About!, Index = e.Index!.Value }).ToListAsync(cancel);
        var ends = (await cases.Grants.AsNoTracking().Where(g => g.Case == @case).Select(g => new { g.Grantee, g.Entry, g.Expires }).ToListAsync(cancel))
            .ToLookup(grant => (grant.Grantee, Convert.ToHexString(grant.Entry)), grant => (DateTimeOffset?)grant.Expires);
        var openings = await cases.Outbox.AsNoTracking()
            .Where(e => e.Type == "open/v1" && e.Index != null && e.Case == handle && e.By != null && !e.Withheld)
            .GroupBy(e => e.By!).Select(group => new { Member = group.Key, Count = group.Count(), Last = group.Max(e => e.At), First = group.Min(e => e.Index) }).ToListAsync(cancel);

        var given = giving.SelectMany(entry => entry.Type == "triage/v1"
            ? new[] { Given(entry.By, $"took it", entry.Digest, entry.Index), Given(entry.About, $"deputy of {Named(entry.By)}", entry.Digest, entry.Index) }
            : [Given(entry.About, $"to verify, given by {Named(entry.By)}", entry.Digest, entry.Index)]).ToLookup(one => one.Member, one => one.Given, StringComparer.Ordinal);
        var counted = openings.ToDictionary(one => one.Member, StringComparer.Ordinal);
        return
        [
            .. given.Select(group => group.Key).Concat(openings.OrderBy(one => one.First).Select(one => one.Member).Where(member => !given.Contains(member)))
                .Select(member => new CaseReader(
                    Named(member), [.. given[member]], counted.GetValueOrDefault(member)?.Count ?? 0, counted.GetValueOrDefault(member)?.Last)),
        ];

        Passage Named(string member) => new(nameOf(member), member);

        (string Member, CaseGiven Given) Given(string member, Sentence how, byte[] digest, long index) =>
            (member, new CaseGiven(how, index, ends[(member, Convert.ToHexString(digest))].Max()));
    }
}
