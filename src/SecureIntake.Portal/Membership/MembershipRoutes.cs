using System.Net.Mime;
using SecureIntake.Portal.Access;
using SecureIntake.Sealing.Documents;

namespace SecureIntake.Portal.Membership;

/// <summary>What goes to the root ceremony and what comes back.</summary>
internal static class MembershipRoutes
{
    public static void AddMembership(this IServiceCollection services)
    {
        services.AddScoped<Roll>();
        services.AddScoped<CeremonyRequest>();
        services.AddScoped<Publishing>();
    }

    public static void MapMembership(this IEndpointRouteBuilder app)
    {
        app.MapGet("/members/request.json", RequestAsync).Requires(Capability.ManageMembers);
        app.MapPost("/members/publication", PublishAsync).Requires(Capability.ManageMembers);
    }

    private static async Task<IResult> RequestAsync(CeremonyRequest ceremony, CancellationToken cancel) => TypedResults.File(
        (await ceremony.MakeAsync(cancel)).ToJson(), MediaTypeNames.Application.Json, "request.json");

    private static async Task<IResult> PublishAsync(HttpRequest request, Publishing publishing, CancellationToken cancel)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancel);
        if (!RootPublication.TryParse(body.ToArray(), out var publication))
            return Refusal.Publication(PublicationFailure.Malformed);
        return await publishing.PublishAsync(publication, cancel) is { } refusal ? refusal : TypedResults.NoContent();
    }
}
