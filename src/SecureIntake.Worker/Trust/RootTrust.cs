using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using SecureIntake.Cases;
using SecureIntake.Sealing.Documents;
using SecureIntake.Worker.Resilience;

namespace SecureIntake.Worker.Trust;

/// <summary>
/// Policy, directory and roster as the root signed them. They come from a database that other processes write, so they are verified against
/// the pinned fingerprint at each look.
/// </summary>
internal sealed class RootTrust(
    IDbContextFactory<CasesContext> contexts, StoragePipeline storage, IOptions<TrustOptions> options, TimeProvider time)
{
    /// <summary>What the root signed; null while it is missing, does not verify or does not hold today.</summary>
    public async Task<TrustedWorld?> LoadAsync(CancellationToken cancel)
    {
        if (RootFingerprint is not { } root)
            return null;
        var rows = await storage.RunAsync(ReadAsync, cancel);
        return Parse(rows, PolicyDocument.Kind) is { } policy
            && Parse(rows, DirectoryDocument.Kind) is { } directory
            && Parse(rows, RosterDocument.Kind) is { } roster
            && new RootPublication(policy, directory, roster).TryVerify(root, Today, out var verified, out _)
            ? new TrustedWorld(verified.Policy.Log, verified.Directory, rows[RosterDocument.Kind])
            : null;
    }

    private DateOnly Today => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);

    private string? RootFingerprint
    {
        get
        {
            string path = options.Value.RootFingerprintFile;
            string text = File.Exists(path) ? File.ReadAllText(path).Trim() : "";
            return text.Length == 64 && text.All(char.IsAsciiHexDigitLower) ? text : null;
        }
    }

    private async Task<Dictionary<string, string>> ReadAsync(CancellationToken cancel)
    {
        await using var cases = await contexts.CreateDbContextAsync(cancel);
        return await cases.Publications.AsNoTracking().ToDictionaryAsync(p => p.Kind, p => p.Document, StringComparer.Ordinal, cancel);
    }

    private static SignedDocument? Parse(Dictionary<string, string> rows, string kind) =>
        rows.TryGetValue(kind, out var json) && SignedDocument.TryParse(Encoding.UTF8.GetBytes(json), out var document) ? document : null;
}
