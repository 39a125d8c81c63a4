using System.Text.Json;
using Microsoft.Extensions.Options;
using SecureIntake.Cases.Gates;
using SecureIntake.Cases.Storage;
using SecureIntake.Portal.Log;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Documents;

namespace SecureIntake.Portal.Membership;

/// <summary>What the portal asks the root to sign. It only proposes: who holds the root's keys compares every fingerprint first.</summary>
internal sealed class CeremonyRequest(Roll roll, LogOfOrganisation log, GateClients gates, IOptions<PortalOptions> portal, IOptions<StorageOptions> storage)
{
    /// <summary>How many leads sign a desk key, and how many custodians open a source part; the ceremony may decide otherwise.</summary>
    private const int Two = 2;

    /// <summary>Fewer leads than this cannot complete a desk key.</summary>
    public const int LeadsNeeded = Two;

    /// <summary>
    /// The request, which needs every gate to answer: one that were left out would be struck, and without one nothing opens. Custodians are given at the ceremony:
    /// the portal has nothing to do with their keys.
    /// </summary>
    public async Task<SigningRequest> MakeAsync(CancellationToken cancel)
    {
        var members = (await roll.MembersAsync(cancel)).Select(line => line.Keys).OfType<Member>();
        return new SigningRequest(
            [.. members], await IntroducedBenchesAsync(cancel), await IntroducedGatesAsync(cancel), log.Key.ToString(),
            Custodians: [], K: Two, DeskSignatures: Two, portal.Value.IntakeAddress);
    }

    /// <summary>The benches whose signers were introduced: each worker leaves <c>benches/ID.json</c>, <c>{"bench":"ID","signer":"B64"}</c>.</summary>
    public async Task<IReadOnlyList<BenchSigner>> IntroducedBenchesAsync(CancellationToken cancel)
    {
        var folder = new DirectoryInfo(Path.Combine(storage.Value.Folder, "benches"));
        if (!folder.Exists)
            return [];
        var benches = new List<BenchSigner>();
        foreach (var file in folder.EnumerateFiles("*.json").OrderBy(file => file.Name, StringComparer.Ordinal))
        {
            if (await ReadAsync(file, cancel) is { } bench)
                benches.Add(bench);
        }

        return benches;
    }

    /// <summary>To how many gates the settings lead.</summary>
    public int GateCount => gates.All.Count;

    /// <summary>Those gates, as they introduce themselves.</summary>
    /// <exception cref="GateAwayException">One of them does not answer.</exception>
    public async Task<IReadOnlyList<GateSigner>> IntroducedGatesAsync(CancellationToken cancel)
    {
        var introduced = new List<GateSigner>();
        foreach (var gate in gates.All)
        {
            var introduction = await gate.IntroduceAsync(cancel);
            introduced.Add(new GateSigner(introduction.Gate, introduction.Signer));
        }

        return introduced;
    }

    private static async Task<BenchSigner?> ReadAsync(FileInfo file, CancellationToken cancel)
    {
        try
        {
            using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(file.FullName, cancel));
            return OpaqueId.TryParse(json.RootElement.GetProperty("bench").GetString(), out var bench)
                && Signer.TryParse(json.RootElement.GetProperty("signer").GetString(), out var signer)
                ? new BenchSigner(bench, signer)
                : null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // Something else lies in the folder.
            return null;
        }
    }
}
