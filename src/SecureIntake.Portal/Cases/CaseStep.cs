using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using SecureIntake.Audit.Events;
using SecureIntake.Cases;
using SecureIntake.Cases.Grants;
using SecureIntake.Cases.Submissions;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Lockdowns;
using SecureIntake.Portal.Log;
using SecureIntake.Portal.Trust;
using Member = SecureIntake.Sealing.Documents.Member;
using MemberId = SecureIntake.Cases.Id<SecureIntake.Cases.Staff.Member>;

namespace SecureIntake.Portal.Cases;

/// <summary>What every step answers with.</summary>
internal sealed record Recorded(Logged Logged);

/// <summary>
/// What every step of work on a case has in common: who the member is to the case, the act that they signed, one transaction for act and
/// change, and the wait for the log before anything takes effect.
/// </summary>
internal sealed class CaseStep(CasesContext cases, ActReceiver receiver, Sequencer log, LockoutTurns turns, CurrentWorld current, TimeProvider time)
{
    /// <summary>The unit of work.</summary>
    public CasesContext Cases => cases;

    /// <summary>The time.</summary>
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>What the root signed.</summary>
    /// <exception cref="InvalidOperationException">Our bug: the endpoint's capability does not need the directory.</exception>
    public async Task<SignedWorld> WorldAsync(CancellationToken cancel) =>
        await current.GetAsync(cancel) ?? throw new InvalidOperationException("Nothing holds today.");

    /// <summary>By how many gates a header is held: all that the root lists.</summary>
    public async Task<int> GatesAsync(CancellationToken cancel) => (await WorldAsync(cancel)).Directory.Gates.Count;

    /// <summary>The member as the root lists them.</summary>
    /// <exception cref="InvalidOperationException">Our bug: the capability let someone through whom the root does not list.</exception>
    public async Task<Member> ListedAsync(ClaimsPrincipal user, CancellationToken cancel) =>
        (await WorldAsync(cancel)).Find(user.Member()) ?? throw new InvalidOperationException("Not listed.");

    /// <summary>The member who should be given something, as the root lists them; null for anyone else, and for whoever lacks the role.</summary>
    public async Task<(Member? Listed, Refusal? Refusal)> FindReaderAsync(LogId member, Role role, CancellationToken cancel)
    {
        if ((await WorldAsync(cancel)).Find(MemberId.Parse(member.ToString())) is not { } listed || !listed.Roles.Contains(role))
            return (null, Refusal.MemberRole);
        return log.IsLockedOut(member) ? (null, Refusal.LockedOutReader) : (listed, null);
    }

    /// <summary>What the member is to the case.</summary>
    public async Task<Standing> StandingAsync(ClaimsPrincipal user, Id<Submission> @case, CancellationToken cancel)
    {
        bool isLead = user.Holds(Role.Lead) && (await WorldAsync(cancel)).Lists(user.Member(), Role.Lead);
        return await cases.StandingAsync(user.Member().Text, isLead, @case, Now, cancel);
    }

    /// <summary>Checks the act and adds it to the outbox; refuses one that is about another case.</summary>
    public async Task<Received<TAct>> ReceiveAsync<TAct>(
        ClaimsPrincipal user, ActEnvelope envelope, Id<Submission> @case, Func<TAct, LogId> caseOf, CancellationToken cancel)
        where TAct : SignedAct
    {
        var received = await receiver.ReceiveAsync<TAct>(user, envelope, cases, cancel);
        return received.Accepted && caseOf(received.Act).ToString() != @case.Text ? Received<TAct>.No(Refusal.ActCase) : received;
    }

    /// <summary>Saves act and change as one, and waits until the log holds the act.</summary>
    /// <param name="digest">Digest of the act's entry.</param>
    /// <param name="cancel">Stops the waiting.</param>
    /// <param name="beaten">Asked when someone was faster with what this step changes: what to say; null to say that the case has moved on.</param>
    /// <returns>The proof, or why nothing was saved.</returns>
    public async Task<(Logged? Logged, Refusal? Refusal)> RecordAsync(
        byte[] digest, CancellationToken cancel, Func<CancellationToken, Task<Refusal?>>? beaten = null)
    {
        try
        {
            if (!await turns.TrySaveAsync(cases, digest, cancel))
                return (null, Refusal.LockedOut);
        }
        catch (DbUpdateException e)
        {
            if (await RefusalAsync(digest, beaten, e, cancel) is { } refusal)
                return (null, refusal);
            throw;
        }

        return (await log.WaitAsync(digest, cancel), null);
    }

    /// <summary>The same, as the answer of a step that yields nothing but its proof.</summary>
    public async Task<IResult> AnswerAsync(byte[] digest, CancellationToken cancel, Func<CancellationToken, Task<Refusal?>>? beaten = null)
    {
        var (logged, refusal) = await RecordAsync(digest, cancel, beaten);
        return logged is null ? refusal! : TypedResults.Ok(new Recorded(logged));
    }

    // Which of its rules it broke, the database does not say in words that both databases share; so it is asked again.
    private async Task<Refusal?> RefusalAsync(
        byte[] digest, Func<CancellationToken, Task<Refusal?>>? beaten, DbUpdateException failure, CancellationToken cancel)
    {
        if (current.HasChanged(failure))
            return Refusal.TrustChanged;
        // The same act, sent twice at once: the second finds its key taken.
        if (await cases.Outbox.AsNoTracking().AnyAsync(e => e.Digest == digest, cancel))
            return Refusal.ActReplayed;
        if (beaten is not null && await beaten(cancel) is { } refusal)
            return refusal;
        return failure is DbUpdateConcurrencyException ? Refusal.CaseState : null;
    }
}
