using System.Text;
using Microsoft.EntityFrameworkCore;
using SecureIntake.Cases.Staff;
using SecureIntake.Sealing.Age;
using SecureIntake.Sealing.Documents;

namespace SecureIntake.Cases.Gates;

/// <summary>Finds the keys by which headers are held.</summary>
public static class GateKeyQueries
{
    /// <summary>
    /// The keys of a week or a case, one of every gate that the root lists; null while one of them is missing. What the root signed counts here even after
    /// its last day: a testimony that was accepted must be kept, and to whose keys it was held is settled by then.
    /// </summary>
    /// <param name="cases">The unit of work.</param>
    /// <param name="scope">The week or the case.</param>
    /// <param name="rootFingerprint">The pinned root.</param>
    /// <param name="cancel">Stops it.</param>
    public static async Task<IReadOnlyList<HybridRecipient>?> FindGateKeysAsync(
        this CasesContext cases, GateScope scope, string rootFingerprint, CancellationToken cancel)
    {
        return await KeptPublication.ReadAsync(cases, cancel) is { Signed: var kept } && kept.Policy.TryRead<PolicyDocument>(out var terms)
            && terms.Root.Fingerprint == rootFingerprint && terms.Root.Signed(kept.Policy)
            && terms.Root.Signed(kept.Directory) && kept.Directory.TryRead<DirectoryDocument>(out var directory)
            ? await cases.FindGateKeysAsync(scope, directory, cancel)
            : null;
    }

    /// <summary>The same by a directory that the caller has verified.</summary>
    public static async Task<IReadOnlyList<HybridRecipient>?> FindGateKeysAsync(
        this CasesContext cases, GateScope scope, DirectoryDocument directory, CancellationToken cancel) =>
        GateKeyDocument.RecipientsOf(await cases.GateKeysOfAsync(scope, cancel), scope, directory);

    /// <summary>The documents that gates signed for a week or a case, whoever lists them.</summary>
    public static async Task<IReadOnlyList<SignedDocument>> GateKeysOfAsync(this CasesContext cases, GateScope scope, CancellationToken cancel)
    {
        string text = scope.ToString();
        var kept = await cases.GateKeys.Where(k => k.Scope == text).Select(k => k.Document).ToListAsync(cancel);
        return [.. kept.Select(key => SignedDocument.TryParse(Encoding.UTF8.GetBytes(key), out var document) ? document : null).OfType<SignedDocument>()];
    }
}
