using System.Text;
using Microsoft.Extensions.Options;
using SecureIntake.Audit.Log;
using SecureIntake.Cases.Gates;
using SecureIntake.Cases.Storage;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Gates;
using SecureIntake.Worker.Leases;

namespace SecureIntake.Worker.Gates;

/// <summary>Asks the gate for what a lease lends. The gate sees the lead's entry and its proof; that the rows are right, it finds out by itself.</summary>
internal sealed class GateVisit(GateClients gates, IOptions<WorkerOptions> worker, IOptions<StorageOptions> storage)
{
    private string Folder => worker.Value.LogFolder.Length > 0 ? worker.Value.LogFolder : Path.Combine(storage.Value.Folder, "log");

    /// <summary>The headers of the paper and of what was keyed.</summary>
    /// <param name="lease">The lease.</param>
    /// <param name="papers">Its rows.</param>
    /// <param name="log">The log's verifier key.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="GateAwayException">It does not answer, or the log is not yet as far as it asks: try again.</exception>
    /// <exception cref="GateRefusedException">It gives nothing.</exception>
    public async Task<LeasedHeaders> FetchAsync(VerifiedLease lease, LeasePapers papers, string log, CancellationToken cancel)
    {
        if (!LogKey.TryParse(log, out var key) || !SignedDocument.TryParse(Encoding.UTF8.GetBytes(papers.Lease.Document), out var signed))
            throw new GateRefusedException(GateRefusal.Malformed);
        long index = papers.Entry!.Index!.Value;
        try
        {
            var answer = await gates.LeaseAsync(
                [GateScope.Of(lease.Document.Case)], () => Newest(key!, index), index,
                (entry, proof) => new GateLease(
                    entry, proof, signed, lease.Run.Published, [.. lease.Keyed.Prepend(lease.Paper).Select(part => new GrantedHeader(part.Signed, part.Held))]),
                cancel);
            return new LeasedHeaders(answer, lease.Run.Identity);
        }
        catch (GateRefusedException e) when (e.Why is GateRefusal.LogUnknown or GateRefusal.LogUnproven or GateRefusal.TrustMissing or GateRefusal.Locked)
        {
            // Locked for a while, or witnesses are still to cosign, or the root's documents to enter the log.
            throw new GateAwayException();
        }
    }

    private LogTree Newest(LogKey key, long index) =>
        new LogFolder(Folder).TryOpen(key, out var tree) && tree!.Size > index ? tree : throw new GateAwayException();
}
