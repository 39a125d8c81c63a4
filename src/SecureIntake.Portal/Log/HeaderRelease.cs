using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using SecureIntake.Audit.Events;
using SecureIntake.Cases;
using SecureIntake.Cases.Gates;
using SecureIntake.Cases.Grants;
using SecureIntake.Cases.Submissions;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Gates;
using SecureIntake.Portal.Trust;
using SecureIntake.Sealing.Age;

namespace SecureIntake.Portal.Log;

/// <summary>A header on its way to its reader.</summary>
/// <param name="Part">The part.</param>
/// <param name="Grant">The grant it belongs to; null for a header that the source sealed to the desk, to a custodian or to nobody whole.</param>
/// <param name="Header">Sealed by the gate to the reader's one-time key.</param>
internal sealed record ReleasedHeader(Part Part, Grant? Grant, byte[] Header);

/// <summary>
/// The one place that asks the gate for headers. It finds which held headers a statement is about and refuses early; whether any of them is given,
/// the gate decides by itself, and to whom: what comes back is sealed to the reader's one-time key.
/// </summary>
internal sealed class HeaderRelease(CurrentWorld world, GateDoor gate, TimeProvider time)
{
    /// <summary>The headers of all parts that a logged opening names; null when the reader may not have one of them.</summary>
    /// <exception cref="ArgumentException">Our bug: the log entry is another one than the act's.</exception>
    public async Task<IReadOnlyList<ReleasedHeader>?> ReleaseAsync(
        ClaimsPrincipal user, PartsOpened act, HybridRecipient recipient, Logged logged, CasesContext cases, CancellationToken cancel)
    {
        if (!IsEntryOf(logged, act) || act.Stamp.By.ToString() != user.Member().Text)
            throw new ArgumentException("The log entry is not this reader's opening.", nameof(logged));
        try
        {
            if (await FindAsync(user, act, cases, cancel) is { } held)
                return await gate.OpenAsync(logged.Index, recipient, held, cancel);
        }
        catch (GateRefusedException)
        {
            await NoteWithheldAsync(logged, cases, cancel);
            throw;
        }

        await NoteWithheldAsync(logged, cases, cancel);
        return null;
    }

    /// <summary>
    /// Whether the reader may have every part that an opening names. Asked before the act enters the outbox, so that a refused one leaves no
    /// entry behind.
    /// </summary>
    public async Task<bool> AllowsAsync(ClaimsPrincipal user, PartsOpened act, CasesContext cases, CancellationToken cancel) =>
        await FindAsync(user, act, cases, cancel) is not null;

    // An auditor who reads the entry should know that nothing came of it.
    private static async Task NoteWithheldAsync(Logged logged, CasesContext cases, CancellationToken cancel) =>
        await cases.Outbox.Where(e => e.Index == logged.Index).ExecuteUpdateAsync(entry => entry.SetProperty(e => e.Withheld, true), cancel);

    private async Task<IReadOnlyList<HeldPart>?> FindAsync(
        ClaimsPrincipal user, PartsOpened act, CasesContext cases, CancellationToken cancel)
    {
        var @case = Id<Submission>.Parse(act.Case.ToString());
        var named = act.Parts.Select(part => Id<Part>.Parse(part.ToString())).ToHashSet();
        var parts = await cases.Parts.AsNoTracking().Where(p => p.Case == @case && named.Contains(p.Id)).ToListAsync(cancel);
        if (act.Purpose == Purpose.Custody)
            return AllOf(named, parts.Select(OfCustody));
        var grants = await cases.GrantsOf(user.Member().Text, @case, time.GetUtcNow()).AsNoTracking()
            .Where(g => named.Contains(g.Part)).ToListAsync(cancel);
        string? week = await IsLeadAsync(user, cancel)
            ? await cases.Submissions.Where(s => s.Handle == @case && s.State == CaseState.Untriaged).Select(s => s.Week).SingleOrDefaultAsync(cancel)
            : null;
        return AllOf(named, parts.Select(part => Find(part, grants, week)));
    }

    private static List<HeldPart>? AllOf(HashSet<Id<Part>> named, IEnumerable<HeldPart?> found)
    {
        var held = found.OfType<HeldPart>().ToList();
        return held.Count == named.Count ? held : null;
    }

    // Whether they are given, for which request and when, the gate knows.
    private static HeldPart? OfCustody(Part part) =>
        Holding.OfCustody.Contains(part.Compartment, StringComparer.Ordinal) && part.Header is { } header ? new HeldPart(part, null, null, header) : null;

    private async Task<bool> IsLeadAsync(ClaimsPrincipal user, CancellationToken cancel) =>
        user.Holds(Role.Lead) && (await world.GetAsync(cancel))?.Lists(user.Member(), Role.Lead) == true;

    private static HeldPart? Find(Part part, List<Grant> grants, string? week)
    {
        // Of several grants of one part the one that lasts longest: it was given last.
        if (grants.Where(g => g.Part == part.Id).MaxBy(g => g.Expires) is { } grant)
            return new HeldPart(part, grant, null, grant.Header);
        return week is not null && Holding.OfTheDesk.Contains(part.Compartment, StringComparer.Ordinal) && part.Header is { } header
            ? new HeldPart(part, null, week, header)
            : null;
    }

    private static bool IsEntryOf(Logged logged, PartsOpened act) =>
        Entry.TryParse(System.Text.Encoding.UTF8.GetBytes(logged.Entry), out var entry)
        && entry.Act is PartsOpened opened
        && opened.Stamp == act.Stamp && opened.Case == act.Case && opened.Parts.SequenceEqual(act.Parts);
}
