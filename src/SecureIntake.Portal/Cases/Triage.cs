using Microsoft.EntityFrameworkCore;
using SecureIntake.Audit.Events;
using SecureIntake.Cases;
using SecureIntake.Cases.Grants;
using SecureIntake.Cases.Submissions;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Gates;
using SecureIntake.Portal.Trust;
using SecureIntake.Sealing;
using GrantPurpose = SecureIntake.Sealing.Documents.GrantPurpose;

namespace SecureIntake.Portal.Cases;

/// <summary>
/// A lead takes a case off the desk: grants of every part to lead and deputy are stored, and the headers that every lead could open are
/// deleted, in one transaction with the signed act. Then the gate closes the desk for the case and holds what is for custodians by the case's key.
/// </summary>
internal static class Triage
{
    /// <summary>How long such a grant may last. A year and a day: a browser that computed a year a moment ago is not refused.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    public static async Task<IResult> TriageAsync(
        Id<Submission> handle, GrantingBody body, HttpContext context, CaseStep step, CustodyMoving custody, CancellationToken cancel)
    {
        switch (await step.StandingAsync(context.User, handle, cancel))
        {
            case Standing.None: return Refusal.NotFound;
            case Standing.Reader or Standing.Verifier: return Refusal.CaseState;
        }

        var received = await step.ReceiveAsync<CaseTriaged>(context.User, body.ToEnvelope(), handle, act => act.Case, cancel);
        if (!received.Accepted)
            return received.Refusal;
        var lead = await step.ListedAsync(context.User, cancel);
        var (deputy, unfit) = await step.FindReaderAsync(received.Act.Deputy, Role.Lead, cancel);
        if (deputy is null)
            return unfit!;
        if (deputy.Id == lead.Id)
            return Refusal.MemberRole;

        var parts = await step.Cases.Parts.Where(p => p.Case == handle && Holding.OfTheDesk.Contains(p.Compartment)).ToListAsync(cancel);
        var until = step.Now + Longest;
        var terms = new GrantTerms(
            handle, lead, GrantPurpose.Triage,
            parts.ToDictionary(p => p.Id.AsOpaque(), GivenPart.Of),
            [.. parts.Select(p => p.Id.AsOpaque())],
            new Dictionary<OpaqueId, Grantee> { [lead.Id] = new(lead.Recipient, until), [deputy.Id] = new(deputy.Recipient, until) },
            await step.GatesAsync(cancel));
        if (GrantCheck.Check(body.Grants, received.Act.Grants.Select(g => g.ToString()), terms, step.Now, received.Digest, out var grants) is { } refusal)
            return refusal;

        // Another lead may have taken it since the standing was looked up; if one does so from here on, saving fails by the state's token.
        var submission = await step.Cases.Submissions.SingleAsync(s => s.Handle == handle, cancel);
        if (submission.State != CaseState.Untriaged)
            return Refusal.CaseState;
        submission.State = CaseState.Open;
        step.Cases.Grants.AddRange(grants);
        foreach (var part in parts)
            part.Header = null;
        var (logged, conflict) = await step.RecordAsync(received.Digest, cancel);
        if (logged is null)
            return conflict!;
        await custody.TryMoveAsync(handle, cancel);
        return TypedResults.Ok(new Recorded(logged));
    }
}
