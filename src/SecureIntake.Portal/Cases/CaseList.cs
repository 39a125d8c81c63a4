using Microsoft.EntityFrameworkCore;
using SecureIntake.Cases;
using SecureIntake.Cases.Grants;
using SecureIntake.Cases.Stages;
using SecureIntake.Cases.Submissions;

namespace SecureIntake.Portal.Cases;

/// <summary>Which cases a list shows.</summary>
internal enum CaseShelf
{
    /// <summary>On the desk: every lead sees them.</summary>
    Desk,

    /// <summary>Those of which the member is lead or deputy.</summary>
    Own,

    /// <summary>Those that a lead gave the member to verify.</summary>
    Given,
}

/// <summary>A line of a list of cases: what the portal knows without opening anything.</summary>
/// <param name="Handle">The case.</param>
/// <param name="Day">The day it arrived.</param>
/// <param name="LastDay">On the desk: the last day on which the desk key opens it. Given: the day the access ends. Otherwise null.</param>
/// <param name="Papers">How many evidence parts it has.</param>
/// <param name="Examined">How many of them a bench has examined.</param>
internal sealed record CaseLine(Id<Submission> Handle, DateOnly Day, DateOnly? LastDay, int Papers, int Examined);

/// <summary>A page of a shelf.</summary>
internal sealed record CaseListing(IReadOnlyList<CaseLine> Lines, int Total, int Page)
{
    /// <summary>Lines on a page.</summary>
    public const int PageLength = 25;

    public int Pages => Math.Max(1, (Total + PageLength - 1) / PageLength);
}

/// <summary>Lists cases.</summary>
internal static class CaseList
{
    /// <summary>Days that a desk key lives after the Monday of its week (Sealing/FORMAT.md §4).</summary>
    public const int DeskDays = 35;

    /// <summary>How many cases stand on a shelf.</summary>
    public static Task<int> CountAsync(
        this CasesContext cases, CaseShelf shelf, string member, DateTimeOffset now, CancellationToken cancel) =>
        cases.Shelf(shelf, member, now).CountAsync(cancel);

    /// <summary>A page of a shelf: the desk with the oldest first, the others with the newest first.</summary>
    public static async Task<CaseListing> ListAsync(
        this CasesContext cases, CaseShelf shelf, string member, int page, DateTimeOffset now, CancellationToken cancel)
    {
        var all = cases.Shelf(shelf, member, now);
        int total = await all.CountAsync(cancel);
        // The handle is random: it only makes the order within a day the same at every visit.
        var sorted = shelf == CaseShelf.Desk
            ? all.OrderBy(s => s.Day).ThenBy(s => s.Handle)
            : all.OrderByDescending(s => s.Day).ThenBy(s => s.Handle);
        var rows = await sorted.Skip((page - 1) * CaseListing.PageLength).Take(CaseListing.PageLength)
            .Select(s => new
            {
                s.Handle,
                s.Day,
                s.Week,
                Papers = cases.Parts.Count(p => p.Case == s.Handle && p.Compartment == "evidence"),
                Examined = cases.StageRuns.Where(r => r.Case == s.Handle && r.State == StageState.Done).Select(r => r.About).Distinct().Count(),
                Ends = cases.Grants.Where(g => g.Case == s.Handle && g.Grantee == member && g.Purpose == GrantPurpose.Verify)
                    .Max(g => (DateTimeOffset?)g.Expires),
            })
            .AsNoTracking()
            .ToListAsync(cancel);
        var lines = rows.Select(row => new CaseLine(row.Handle, row.Day, LastDay(shelf, row.Week, row.Ends), row.Papers, row.Examined));
        return new CaseListing([.. lines], total, page);
    }

    /// <summary>The last day on which a week's desk key opens anything.</summary>
    public static DateOnly DeskEnds(string week)
    {
        var monday = System.Globalization.ISOWeek.ToDateTime(
            int.Parse(week.AsSpan(0, 4), System.Globalization.CultureInfo.InvariantCulture),
            int.Parse(week.AsSpan(6), System.Globalization.CultureInfo.InvariantCulture),
            DayOfWeek.Monday);
        return DateOnly.FromDateTime(monday).AddDays(DeskDays);
    }

    private static IQueryable<Submission> Shelf(this CasesContext cases, CaseShelf shelf, string member, DateTimeOffset now) => shelf switch
    {
        CaseShelf.Desk => cases.OnTheDesk(),
        CaseShelf.Own => cases.CasesOf(member, GrantPurpose.Triage, now),
        // Who leads a case holds grants of the lines that were keyed in; that makes it no second case.
        CaseShelf.Given => cases.CasesOf(member, GrantPurpose.Verify, now).Except(cases.CasesOf(member, GrantPurpose.Triage, now)),
        _ => throw new ArgumentOutOfRangeException(nameof(shelf)),
    };

    private static DateOnly? LastDay(CaseShelf shelf, string week, DateTimeOffset? ends) => shelf switch
    {
        CaseShelf.Desk => DeskEnds(week),
        CaseShelf.Given when ends is { } end => DateOnly.FromDateTime(end.UtcDateTime),
        _ => null,
    };
}
