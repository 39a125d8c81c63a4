using Microsoft.EntityFrameworkCore;
using SecureIntake.Cases;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Log;
using SecureIntake.Portal.Trust;

namespace SecureIntake.Portal.Auditing;

/// <summary>The proof of one entry, what one says against it, and what an auditor takes away. The log's files below <c>/log/</c> are anyone's.</summary>
internal static class AuditRoutes
{
    public static void MapAuditing(this IEndpointRouteBuilder app)
    {
        app.MapGet("/entries/{index:long}/proof.json", ProofAsync).Requires(Capability.ReadOwnEntries);
        app.MapPost("/entries/{index:long}/dispute", Disputing.DisputeAsync).Requires(Capability.DisputeOwnEntries);
        app.MapGet("/audit/entries.csv", EntryTable.WriteAsync).Requires(Capability.ReadLog);
        app.MapGet("/audit/log.tar", LogArchive.Write).Requires(Capability.ReadLog);
    }

    private static async Task<IResult> ProofAsync(
        long index, HttpContext context, CasesContext cases, WitnessCollector log, CurrentWorld world, CancellationToken cancel)
    {
        string member = context.User.Member().Text;
        bool all = Capabilities.Allow(context.User, Capability.ReadLog, await world.GetAsync(cancel));
        bool may = await cases.Outbox.AnyAsync(e => e.Index == index && (all || e.By == member || e.About == member), cancel);
        return may ? TypedResults.Ok(log.Prove(index)) : Refusal.NotFound;
    }
}
