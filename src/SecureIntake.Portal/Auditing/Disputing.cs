using Microsoft.EntityFrameworkCore;
using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;
using SecureIntake.Cases;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Cases;
using SecureIntake.Portal.Log;

namespace SecureIntake.Portal.Auditing;

/// <summary>A member says in the log that an entry which names them is not their doing. Nothing is undone by it; auditors see it at once.</summary>
internal static class Disputing
{
    public static async Task<IResult> DisputeAsync(
        long index, ActEnvelope body, HttpContext context, CasesContext cases, ActReceiver receiver, CaseStep step, CancellationToken cancel)
    {
        string member = context.User.Member().Text;
        byte[]? entry = await cases.Outbox.AsNoTracking()
            .Where(e => e.Index == index && (e.By == member || e.About == member)).Select(e => e.Entry).SingleOrDefaultAsync(cancel);
        if (entry is null)
            return Refusal.NotFound;
        var received = await receiver.ReceiveAsync<EntryDisputed>(context.User, body, cases, cancel);
        if (!received.Accepted)
            return received.Refusal;
        if (received.Act.Leaf != Rfc6962.Leaf(entry))
            return Refusal.DisputeEntry;
        var own = await cases.Outbox.AsNoTracking().Where(e => e.Type == "dispute/v1" && e.By == member && !e.Refused).Select(e => e.Entry).ToListAsync(cancel);
        if (own.Any(bytes => Entry.TryParse(bytes, out var earlier) && earlier.Act is EntryDisputed disputed && disputed.Leaf == received.Act.Leaf))
            return Refusal.DisputeExists;
        return await step.AnswerAsync(received.Digest, cancel);
    }
}
