using Microsoft.EntityFrameworkCore;
using SecureIntake.Audit;
using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;
using SecureIntake.Cases;
using SecureIntake.Cases.Gates;
using SecureIntake.Cases.Submissions;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Trust;

namespace SecureIntake.Portal.Custody;

/// <summary>
/// Finds the requests for sources that have not ended, of those who are leads still: the gate gives nobody else anything. They are entries of the log and nothing
/// beside it; its copy in the database is read.
/// </summary>
internal sealed class CustodyRequests(CasesContext cases, CustodyHerald herald, CurrentWorld current, TimeProvider time)
{
    /// <summary>The types of entries that are about them.</summary>
    public static readonly IReadOnlyList<string> Types = ["custody/v1", "veto/v1"];

    /// <summary>All of them, or those of one case; the newest first.</summary>
    public async Task<IReadOnlyList<CustodyRequest>> StandingAsync(Id<Submission>? @case, CancellationToken cancel)
    {
        if (await current.GetAsync(cancel) is not { } world)
            return [];
        var since = time.GetUtcNow() - CustodyRequested.Lifetime;
        string? handle = @case?.Text;
        var rows = await cases.Outbox.AsNoTracking()
            .Where(e => Types.Contains(e.Type) && e.Index != null && e.At > since && (handle == null || e.Case == handle))
            .OrderByDescending(e => e.Index).Select(e => new { e.Entry, Index = e.Index!.Value }).ToListAsync(cancel);
        var acts = rows.Select(row => (row.Index, Leaf: Rfc6962.Leaf(row.Entry), Act: Entry.TryParse(row.Entry, out var entry) ? entry.Act : null)).ToList();
        var vetoes = acts.AsEnumerable().Reverse().Where(row => row.Act is CustodyVetoed).Select(row => new CustodyVeto(row.Index, row.Leaf, (CustodyVetoed)row.Act!))
            .ToLookup(veto => veto.Act.Request);
        return
        [
            .. acts.Where(row => row.Act is CustodyRequested asked && world.Lists(MemberOf(asked), Role.Lead))
                .Select(row => RequestOf(row.Index, row.Leaf, (CustodyRequested)row.Act!, vetoes[row.Leaf])),
        ];
    }

    /// <summary>Whether a member has asked in a case and that has not ended, also where the log does not hold it yet.</summary>
    public Task<bool> HasAskedAsync(string member, Id<Submission> @case, CancellationToken cancel)
    {
        var since = time.GetUtcNow() - CustodyRequested.Lifetime;
        string handle = @case.Text;
        return cases.Outbox.AnyAsync(e => e.Type == "custody/v1" && e.By == member && e.Case == handle && e.At > since && !e.Refused, cancel);
    }

    /// <summary>Whether a member's own request in this case is open, as far as the gates have said. Decides about ciphertext only: the gate gives the headers.</summary>
    public async Task<bool> IsOpenForAsync(string member, Id<Submission> @case, CancellationToken cancel) =>
        await OwnAsync(member, @case, cancel) is { } own && own.StateAt(time.GetUtcNow()) == CustodyState.Open;

    /// <summary>
    /// Why a member gets nothing that custodians hold; null when the gates say that they may. They are told now, before anything is logged for nothing: of the request,
    /// and of every veto that the log holds against it.
    /// </summary>
    /// <exception cref="GateAwayException">None answers.</exception>
    public async Task<Refusal?> WhyNotAsync(string member, Id<Submission> @case, CancellationToken cancel)
    {
        if (await OwnAsync(member, @case, cancel) is not { } own)
            return Refusal.CustodyNone;
        var stands = await herald.TellAsync(own.Index, own.Leaf, own.Act, cancel);
        try
        {
            foreach (var veto in own.Vetoes)
                stands = await herald.TellAsync(veto.Index, veto.Leaf, veto.Act, cancel);
        }
        catch (GateRefusedException)
        {
            // Whatever the gate has against a veto: the log holds it, so here it counts.
            return Refusal.CustodyWaiting;
        }

        return stands.From > time.GetUtcNow() ? Refusal.CustodyWaiting : null;
    }

    /// <summary>A member's own request in a case; the one that opens first, were there several.</summary>
    public async Task<CustodyRequest?> OwnAsync(string member, Id<Submission> @case, CancellationToken cancel) =>
        (await StandingAsync(@case, cancel)).Where(request => request.IsBy(member)).MinBy(request => request.AtGate?.From ?? DateTimeOffset.MaxValue);

    private static Id<SecureIntake.Cases.Staff.Member> MemberOf(CustodyRequested act) => Id<SecureIntake.Cases.Staff.Member>.Parse(act.Stamp.By.ToString());

    // Nobody vetoes their own, and each other member once.
    private CustodyRequest RequestOf(long index, Bytes32 leaf, CustodyRequested act, IEnumerable<CustodyVeto> vetoes) =>
        new(index, leaf, act, [.. vetoes.Where(veto => veto.Act.Stamp.By != act.Stamp.By).DistinctBy(veto => veto.Act.Stamp.By)], herald.StandsAtGate(leaf));
}
