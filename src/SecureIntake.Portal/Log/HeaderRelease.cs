using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using SecureIntake.Audit.Events;
using SecureIntake.Cases;
using SecureIntake.Cases.Grants;
using SecureIntake.Cases.Submissions;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Trust;

namespace SecureIntake.Portal.Log;

/// <summary>A header on its way to its reader.</summary>
/// <param name="Part">The part.</param>
/// <param name="Grant">The grant it belongs to; null for a header that the source sealed to the desk.</param>
/// <param name="Header">1,627 bytes.</param>
internal sealed record ReleasedHeader(Part Part, Grant? Grant, byte[] Header);

/// <summary>
/// The one place that hands out headers, until the gate takes it over. It asks for the proof that the reader's own signed statement stands in
/// the log and gives exactly the parts that the statement names, or nothing. That this is so rests on the portal's word (P3 is procedural):
/// see threat-model.md.
/// </summary>
internal sealed class HeaderRelease(CurrentWorld world, TimeProvider time)
{
    /// <summary>The headers of all parts that a logged opening names; null when the reader may not have one of them.</summary>
    /// <exception cref="ArgumentException">Our bug: the log entry is another one than the act's.</exception>
    public async Task<IReadOnlyList<ReleasedHeader>?> ReleaseAsync(
        ClaimsPrincipal user, PartsOpened act, Logged logged, CasesContext cases, CancellationToken cancel)
    {
        if (!IsEntryOf(logged, act) || act.Stamp.By.ToString() != user.Member().Text)
            throw new ArgumentException("The log entry is not this reader's opening.", nameof(logged));
        return await FindAsync(user, act, cases, cancel);
    }

    /// <summary>
    /// Whether the reader may have every part that an opening names. Asked before the act enters the outbox, so that a refused one leaves no
    /// entry behind.
    /// </summary>
    public async Task<bool> AllowsAsync(ClaimsPrincipal user, PartsOpened act, CasesContext cases, CancellationToken cancel) =>
        await FindAsync(user, act, cases, cancel) is not null;

    private async Task<IReadOnlyList<ReleasedHeader>?> FindAsync(
        ClaimsPrincipal user, PartsOpened act, CasesContext cases, CancellationToken cancel)
    {
        var @case = Id<Submission>.Parse(act.Case.ToString());
        var named = act.Parts.Select(part => Id<Part>.Parse(part.ToString())).ToHashSet();
        var parts = await cases.Parts.AsNoTracking().Where(p => p.Case == @case && named.Contains(p.Id)).ToListAsync(cancel);
        var grants = await cases.GrantsOf(user.Member().Text, @case, time.GetUtcNow()).AsNoTracking()
            .Where(g => named.Contains(g.Part)).ToListAsync(cancel);
        bool desk = await IsOnDeskOfAsync(user, @case, cases, cancel);
        var released = parts.Select(part => Release(part, grants, desk)).OfType<ReleasedHeader>().ToList();
        return released.Count == named.Count ? released : null;
    }

    private async Task<bool> IsOnDeskOfAsync(ClaimsPrincipal user, Id<Submission> @case, CasesContext cases, CancellationToken cancel) =>
        user.Holds(Role.Lead)
        && (await world.GetAsync(cancel))?.Lists(user.Member(), Role.Lead) == true
        && await cases.Submissions.AnyAsync(s => s.Handle == @case && s.State == CaseState.Untriaged, cancel);

    private static ReleasedHeader? Release(Part part, List<Grant> grants, bool desk)
    {
        // Of several grants of one part the one that lasts longest: it was given last.
        if (grants.Where(g => g.Part == part.Id).MaxBy(g => g.Expires) is { } grant)
            return new ReleasedHeader(part, grant, grant.Header);
        return desk && Holding.OfTheDesk.Contains(part.Compartment, StringComparer.Ordinal) && part.Header is { } header ? new ReleasedHeader(part, null, header) : null;
    }

    private static bool IsEntryOf(Logged logged, PartsOpened act) =>
        Entry.TryParse(System.Text.Encoding.UTF8.GetBytes(logged.Entry), out var entry)
        && entry.Act is PartsOpened opened
        && opened.Stamp == act.Stamp && opened.Case == act.Case && opened.Parts.SequenceEqual(act.Parts);
}
