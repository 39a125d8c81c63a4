using Microsoft.EntityFrameworkCore;
using SecureIntake.Audit.Events;
using SecureIntake.Cases;
using SecureIntake.Cases.Grants;
using SecureIntake.Cases.Submissions;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Custody;
using SecureIntake.Portal.Gates;
using SecureIntake.Portal.Json;
using SecureIntake.Portal.Log;
using SecureIntake.Sealing.Age;

namespace SecureIntake.Portal.Cases;

/// <summary>Hands out headers against a logged statement of who asks for them and why (stop 5 and every reading after it).</summary>
internal static class Opening
{
    /// <summary>A header with what its reader needs to check it.</summary>
    /// <param name="Part">The part.</param>
    /// <param name="Compartment">Its compartment.</param>
    /// <param name="Number">The custodian's number of a share, otherwise 0.</param>
    /// <param name="Header">Sealed by the gate to the one-time key.</param>
    /// <param name="Grant">The signed grant; null for the desk's own header, and for what custodians hold.</param>
    /// <param name="Length">Bytes of the payload.</param>
    /// <param name="Payload">SHA-256 of the payload.</param>
    internal sealed record HeaderAnswer(string Part, string Compartment, int Number, byte[] Header, RawJson? Grant, long Length, byte[] Payload);

    /// <summary>The desk key of the submission's week, sealed to the lead who asks.</summary>
    internal sealed record DeskAnswer(RawJson Document, byte[] Sealed);

    /// <summary>Proof first; what it allows after it.</summary>
    internal sealed record Answer(Logged Logged, IReadOnlyList<HeaderAnswer> Headers, DeskAnswer? Desk);

    public static async Task<IResult> OpenAsync(
        Id<Submission> handle, OpeningBody body, HttpContext context, CaseStep step, HeaderRelease release, GateDoor gate, WaitingActs waiting,
        CustodyRequests custody, CancellationToken cancel)
    {
        var standing = await step.StandingAsync(context.User, handle, cancel);
        if (standing == Standing.None)
            return Refusal.NotFound;
        var received = await step.ReceiveAsync<PartsOpened>(context.User, body.ToEnvelope(), handle, act => act.Case, cancel);
        if (!received.Accepted)
            return received.Refusal;
        if (!HybridRecipient.TryParse(body.Recipient, out var recipient) || !received.Act.Recipient.ToArray().AsSpan().SequenceEqual(recipient.Digest))
            return Refusal.ActRecipient;
        if (!MayHave(standing, received.Act.Purpose))
            return Refusal.ActPurpose;
        if (received.Act.Purpose == Purpose.Custody && await WhyNotAsync(context.User.Member().Text, handle, step.Cases, custody, received, waiting, cancel) is { } waits)
            return waits;
        if (!await release.AllowsAsync(context.User, received.Act, step.Cases, cancel))
            return Refusal.GrantNone;
        var desk = standing == Standing.Desk ? await DeskKeyAsync(step.Cases, handle, context, cancel) : null;
        if (standing == Standing.Desk && desk is null)
            return Refusal.DeskKeyNone;

        await gate.RequireAsync(cancel);
        var (logged, refusal) = await step.RecordAsync(received.Digest, cancel);
        if (logged is null)
            return refusal!;
        IReadOnlyList<ReleasedHeader>? headers;
        try
        {
            headers = await release.ReleaseAsync(context.User, received.Act, recipient, logged, step.Cases, cancel);
        }
        catch (WitnessesAwayException)
        {
            waiting.Put(received.Digest);
            throw;
        }

        // Between the entry and here the case was taken or the grant ended. The proof is from a state that witnesses cosigned since.
        return headers is null ? Refusal.GrantNone : TypedResults.Ok(new Answer(gate.Prove(logged.Index), [.. headers.Select(AnswerOf)], desk));
    }

    private static bool MayHave(Standing standing, Purpose purpose) => standing switch
    {
        Standing.Desk => purpose == Purpose.Triage,
        Standing.Reader => purpose is Purpose.Read or Purpose.Verify or Purpose.Examine or Purpose.Custody,
        Standing.Verifier => purpose == Purpose.Verify,
        _ => false,
    };

    private static async Task<Refusal?> WhyNotAsync(
        string member, Id<Submission> handle, CasesContext cases, CustodyRequests custody, Received<PartsOpened> received, WaitingActs waiting, CancellationToken cancel)
    {
        Refusal? why = Refusal.GateAway;
        try
        {
            return why = await custody.WhyNotAsync(member, handle, cancel)
                ?? (await CustodyMoving.WaitingIn(cases).AnyAsync(s => s.Handle == handle, cancel) ? Refusal.CustodyUnmoved : null);
        }
        finally
        {
            // What waited for witnesses may come once more.
            if (why is not null && received.CameAgain)
                waiting.Put(received.Digest);
        }
    }

    private static async Task<DeskAnswer?> DeskKeyAsync(CasesContext cases, Id<Submission> handle, HttpContext context, CancellationToken cancel)
    {
        var member = context.User.Member();
        return await (
            from submission in cases.Submissions
            where submission.Handle == handle
            join key in cases.DeskKeys on submission.Week equals key.Week
            join seal in cases.DeskSeals on submission.Week equals seal.Week
            where seal.Member == member
            select new { key.Document, seal.Sealed }).AsNoTracking().SingleOrDefaultAsync(cancel) is { } found
            ? new DeskAnswer(RawJson.Of(found.Document), found.Sealed)
            : null;
    }

    private static HeaderAnswer AnswerOf(ReleasedHeader released)
    {
        var (part, grant, header) = released;
        return new HeaderAnswer(
            part.Id.Text, part.Compartment, part.Number, header, grant is null ? null : RawJson.Of(grant.Document), part.Length, part.Digest);
    }
}
