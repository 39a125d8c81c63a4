using Microsoft.Extensions.Options;
using SecureIntake.Cases;
using SecureIntake.Cases.Stages;
using SecureIntake.Portal.Log;
using SecureIntake.Sealing.Documents;

namespace SecureIntake.Portal.Membership;

/// <summary>What the portal asks the root to sign. It only proposes: who holds the root's keys compares every fingerprint first.</summary>
internal sealed class CeremonyRequest(Roll roll, LogOfOrganisation log, CasesContext cases, TimeProvider time, IOptions<PortalOptions> portal)
{
    /// <summary>How many leads sign a desk key, and how many custodians open a source part; the ceremony may decide otherwise.</summary>
    private const int Two = 2;

    /// <summary>Fewer leads than this cannot complete a desk key.</summary>
    public const int LeadsNeeded = Two;

    /// <summary>The request. Custodians are given at the ceremony: the portal has nothing to do with their keys.</summary>
    public async Task<SigningRequest> MakeAsync(CancellationToken cancel)
    {
        var members = (await roll.MembersAsync(cancel)).Select(line => line.Keys).OfType<Member>();
        return new SigningRequest(
            [.. members], await BenchesAsync(cancel), log.Key.ToString(), Custodians: [], K: Two, DeskSignatures: Two, portal.Value.IntakeAddress);
    }

    /// <summary>The benches that have announced themselves, listed or not yet.</summary>
    public Task<IReadOnlyList<BenchSigner>> BenchesAsync(CancellationToken cancel) => cases.AnnouncedBenchesAsync(time.GetUtcNow(), cancel);
}
