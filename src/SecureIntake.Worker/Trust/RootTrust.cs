using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using SecureIntake.Cases;
using SecureIntake.Cases.Staff;
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
        return await storage.RunAsync(ReadAsync, cancel) is { } kept && kept.Signed.TryVerify(root, Today, out var verified, out _)
            ? new TrustedWorld(verified.Policy.Log, verified.Directory, kept.Roster)
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

    private async Task<KeptPublication?> ReadAsync(CancellationToken cancel)
    {
        await using var cases = await contexts.CreateDbContextAsync(cancel);
        return await KeptPublication.ReadAsync(cases, cancel);
    }
}
