using Microsoft.EntityFrameworkCore;
using SecureIntake.Audit.Events;
using SecureIntake.Cases;
using SecureIntake.Cases.Grants;
using SecureIntake.Cases.Submissions;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Trust;
using SecureIntake.Sealing;
using GrantPurpose = SecureIntake.Sealing.Documents.GrantPurpose;

namespace SecureIntake.Portal.Cases;

/// <summary>A reader of the case gives it to a verifier: account, findings, safe copies and keyed lines, for some days.</summary>
internal static class Assignment
{
    /// <summary>What a verifier may be given. Originals, mailbox, source and shares are not among it: verification is identity-blind.</summary>
    public static readonly IReadOnlyList<string> ForVerifiers = ["account", "keyed", "finding", "copy"];

    private static readonly TimeSpan Longest = TimeSpan.FromDays(31);

    public static async Task<IResult> AssignAsync(
        Id<Submission> handle, GrantingBody body, HttpContext context, CaseStep step, CancellationToken cancel)
    {
        if (await step.StandingAsync(context.User, handle, cancel) != Standing.Reader)
            return Refusal.NotFound;
        var received = await step.ReceiveAsync<CaseAssigned>(context.User, body.ToEnvelope(), handle, act => act.Case, cancel);
        if (!received.Accepted)
            return received.Refusal;
        var reader = await step.ListedAsync(context.User, cancel);
        string verifier = received.Act.Member.ToString();
        var (listed, unfit) = await step.FindReaderAsync(received.Act.Member, Role.Verifier, cancel);
        if (listed is null)
            return unfit!;
        if (await step.Cases.StandingAsync(verifier, isLead: false, handle, step.Now, cancel) == Standing.Reader)
            return Refusal.AssignReader;

        var parts = await step.Cases.PartsHeldBy(reader.Id.ToString(), isLead: false, handle, step.Now)
            .Where(p => ForVerifiers.Contains(p.Compartment)).AsNoTracking().ToListAsync(cancel);
        var terms = new GrantTerms(
            handle, reader, GrantPurpose.Verify,
            parts.ToDictionary(p => p.Id.AsOpaque(), GivenPart.Of),
            [.. parts.Where(p => p.Compartment == "account").Select(p => p.Id.AsOpaque())],
            new Dictionary<OpaqueId, Grantee> { [listed.Id] = new(listed.Recipient, step.Now + Longest) },
            await step.GatesAsync(cancel));
        if (GrantCheck.Check(body.Grants, received.Act.Grants.Select(g => g.ToString()), terms, step.Now, received.Digest, out var grants) is { } refusal)
            return refusal;
        step.Cases.Grants.AddRange(grants);
        return await step.AnswerAsync(received.Digest, cancel);
    }
}
