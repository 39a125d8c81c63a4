using Microsoft.EntityFrameworkCore;
using SecureIntake.Cases;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Json;
using SecureIntake.Sealing.Documents;

namespace SecureIntake.Portal.DeskKeys;

/// <summary>The weekly desk keys: prepared, countersigned, and handed to the lead they are sealed to.</summary>
internal static class DeskKeyRoutes
{
    /// <param name="Document">The signed line, which waits for signatures or is ready.</param>
    /// <param name="Sealed">The week's seed sealed to who asks; null for a lead who came later than the key.</param>
    internal sealed record OwnDeskKey(RawJson Document, byte[]? Sealed);

    /// <param name="Document">The kept line with the sender's signature added.</param>
    internal sealed record Countersignature(SignedDocument Document);

    public static void AddDeskKeys(this IServiceCollection services)
    {
        services.AddSingleton<DeskLeads>();
        services.AddScoped<DeskKeyKeeping>();
        services.AddScoped<DeskWeeks>();
        services.AddHostedService<DeskKeyRounds>();
    }

    public static void MapDeskKeys(this IEndpointRouteBuilder app)
    {
        app.MapPost("/desk-keys", KeepAsync).Requires(Capability.PrepareDeskKeys);
        app.MapGet("/desk-keys/{week}", GetAsync).Requires(Capability.PrepareDeskKeys);
        app.MapPost("/desk-keys/{week}/signature", CountersignAsync).Requires(Capability.PrepareDeskKeys);
        app.MapPost("/desk-keys/{week}/seals", ShareAsync).Requires(Capability.PrepareDeskKeys);
    }

    private static async Task<IResult> KeepAsync(DeskOffer?[] offers, HttpContext context, DeskKeyKeeping keeping, CancellationToken cancel) =>
        await keeping.KeepAsync(context.User.Member(), offers, cancel) is { } refusal ? refusal : TypedResults.NoContent();

    private static async Task<IResult> GetAsync(string week, HttpContext context, CasesContext cases, CancellationToken cancel)
    {
        var member = context.User.Member();
        var own = await cases.DeskKeys.AsNoTracking().Where(key => key.Week == week)
            .Select(key => new
            {
                key.Document,
                Sealed = cases.DeskSeals.Where(seal => seal.Week == week && seal.Member == member).Select(seal => seal.Sealed).SingleOrDefault(),
            })
            .SingleOrDefaultAsync(cancel);
        return own is null ? Refusal.NotFound : TypedResults.Ok(new OwnDeskKey(RawJson.Of(own.Document), own.Sealed));
    }

    private static async Task<IResult> CountersignAsync(
        string week, Countersignature posted, HttpContext context, DeskKeyKeeping keeping, CancellationToken cancel)
    {
        if (!Week.TryParse(week, out var parsed))
            return Refusal.NotFound;
        return await keeping.CountersignAsync(context.User.Member(), parsed, posted.Document, cancel) is { } refusal
            ? refusal
            : TypedResults.NoContent();
    }

    private static async Task<IResult> ShareAsync(
        string week, OfferedSeal?[] seals, HttpContext context, DeskKeyKeeping keeping, CancellationToken cancel)
    {
        if (!Week.TryParse(week, out var parsed))
            return Refusal.NotFound;
        return await keeping.ShareAsync(context.User.Member(), parsed, seals, cancel) is { } refusal ? refusal : TypedResults.NoContent();
    }
}
