using System.Text;
using Microsoft.EntityFrameworkCore;
using SecureIntake.Sealing.Documents;

namespace SecureIntake.Cases.Stages;

/// <summary>The questions that are asked of benches.</summary>
public static class BenchQueries
{
    /// <summary>
    /// The benches that say they run now, each with the key that signed for itself. They ask to be listed in the directory and prove nothing
    /// until the root has signed it: these are the benches of the next signing request.
    /// </summary>
    public static async Task<IReadOnlyList<BenchSigner>> AnnouncedBenchesAsync(this CasesContext cases, DateTimeOffset now, CancellationToken cancel)
    {
        var documents = await cases.Benches.AsNoTracking().Where(b => b.Expires > now).Select(b => b.Document).ToListAsync(cancel);
        return [.. documents.Select(SelfSigned).OfType<BenchSigner>().DistinctBy(bench => bench.Bench).OrderBy(bench => bench.Bench.ToString(), StringComparer.Ordinal)];
    }

    private static BenchSigner? SelfSigned(string json) =>
        SignedDocument.TryParse(Encoding.UTF8.GetBytes(json), out var document)
        && document.TryRead<BenchDocument>(out var bench)
        && document.Signatures is [{ Key: var signer }] && document.IsSignedBy(signer)
            ? new BenchSigner(bench.Bench, signer)
            : null;
}
