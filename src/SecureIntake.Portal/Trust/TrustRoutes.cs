using Microsoft.EntityFrameworkCore;
using SecureIntake.Cases;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Json;

namespace SecureIntake.Portal.Trust;

/// <summary>What the root signed, for the islands, which verify it for themselves.</summary>
internal static class TrustRoutes
{
    /// <param name="RootFingerprint">As this server has it pinned; compare it by another way.</param>
    /// <param name="Policy">The signed policy.</param>
    /// <param name="Directory">The signed directory.</param>
    /// <param name="Roster">The signed roster, which names the two others.</param>
    /// <param name="BenchRuns">Signed bench documents of runs that have not ended.</param>
    internal sealed record Trusted(string RootFingerprint, RawJson Policy, RawJson Directory, RawJson Roster, IReadOnlyList<RawJson> BenchRuns);

    public static void AddTrust(this IServiceCollection services)
    {
        services.AddOptions<TrustOptions>().BindConfiguration("Trust").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<CurrentWorld>();
    }

    public static void MapTrust(this IEndpointRouteBuilder app) => app.MapGet("/trust.json", GetAsync).Requires(Capability.OwnAccount);

    private static async Task<IResult> GetAsync(CurrentWorld current, CasesContext cases, TimeProvider time, CancellationToken cancel)
    {
        if (await current.GetAsync(cancel) is not { } world)
            return Refusal.TrustMissing;
        var now = time.GetUtcNow();
        var runs = await cases.BenchRuns.AsNoTracking().Where(b => b.Expires > now).Select(b => b.Document).ToListAsync(cancel);
        return TypedResults.Ok(new Trusted(
            world.Policy.Root.Fingerprint,
            new RawJson(world.Signed.Policy.ToJson()),
            new RawJson(world.Signed.Directory.ToJson()),
            new RawJson(world.Signed.Roster.ToJson()),
            [.. runs.Select(RawJson.Of)]));
    }
}
