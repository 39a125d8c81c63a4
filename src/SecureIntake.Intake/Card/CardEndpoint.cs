using Microsoft.EntityFrameworkCore;
using SecureIntake.Cases;
using SecureIntake.Intake.Failures;

namespace SecureIntake.Intake.Card;

/// <summary><c>GET /card.json</c>: the root's policy and the desk line to seal to this week. Clients verify it themselves.</summary>
internal static class CardEndpoint
{
    public static void MapCard(this IEndpointRouteBuilder app)
    {
        // A root fingerprint that cannot be read stops the start, not the first source.
        app.ServiceProvider.GetRequiredService<OrganisationCards>();
        app.MapGet("/card.json", ServeAsync);
    }

    private static async Task<IResult> ServeAsync(IDbContextFactory<CasesContext> contexts, OrganisationCards cards, HttpContext context, CancellationToken cancel)
    {
        await using var cases = await contexts.CreateDbContextAsync(cancel);
        if (await cards.FindAsync(cases, cancel) is not { } card) return Problem.NoCard;
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Bytes(card.ToJson(), "application/json");
    }
}
