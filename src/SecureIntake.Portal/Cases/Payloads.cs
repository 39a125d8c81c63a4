using Microsoft.EntityFrameworkCore;
using SecureIntake.Cases;
using SecureIntake.Cases.Grants;
using SecureIntake.Cases.Storage;
using SecureIntake.Cases.Submissions;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Custody;

namespace SecureIntake.Portal.Cases;

/// <summary>
/// Serves payloads: ciphertext that nobody opens without a header. It is given all the same only to those who hold the part, so that
/// a member cannot gather a copy of everything for the day a key is lost.
/// </summary>
internal static class Payloads
{
    public static async Task<IResult> GetAsync(
        Id<Part> part, HttpContext context, CaseStep step, CustodyRequests custody, BlobStore blobs, CancellationToken cancel)
    {
        var found = await step.Cases.Parts.AsNoTracking().SingleOrDefaultAsync(p => p.Id == part, cancel);
        if (found is null)
            return Refusal.NotFound;
        bool isLead = context.User.Holds(Role.Lead) && (await step.WorldAsync(cancel)).Lists(context.User.Member(), Role.Lead);
        bool held = await step.Cases.PartsHeldBy(context.User.Member().Text, isLead, found.Case, step.Now).AnyAsync(p => p.Id == part, cancel);
        // What custodians hold, a lead reads with them.
        held = held || (isLead && Holding.OfCustody.Contains(found.Compartment, StringComparer.Ordinal)
            && await step.StandingAsync(context.User, found.Case, cancel) == Standing.Reader && await custody.IsOpenForAsync(context.User.Member().Text, found.Case, cancel));
        return held
            ? TypedResults.Stream(blobs.OpenRead(found.Blob), "application/octet-stream", enableRangeProcessing: true)
            : Refusal.NotFound;
    }
}
