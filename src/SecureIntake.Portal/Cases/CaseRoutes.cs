using SecureIntake.Cases;
using SecureIntake.Cases.Submissions;
using SecureIntake.Portal.Access;

namespace SecureIntake.Portal.Cases;

/// <summary>Everything below <c>/cases</c> that is not a page, and the payloads of parts.</summary>
internal static class CaseRoutes
{
    /// <summary>Adds what the routes and pages of cases need.</summary>
    public static void AddCases(this IServiceCollection services)
    {
        services.AddScoped<CaseReading>();
        services.AddScoped<CaseStep>();
    }

    /// <summary>Maps the routes.</summary>
    public static void MapCases(this IEndpointRouteBuilder app)
    {
        var @case = app.MapGroup("/cases/{handle}");
        @case.MapGet("/facts.json", FactsAsync).Requires(Capability.SeeCases);
        @case.MapPost("/open", Opening.OpenAsync).Requires(Capability.OpenParts);
        @case.MapPost("/triage", Triage.TriageAsync).Requires(Capability.Triage);
        @case.MapPost("/assign", Assignment.AssignAsync).Requires(Capability.AssignVerifier);
        @case.MapPost("/keyed", Keying.KeyAsync).Requires(Capability.KeyIn);
        @case.MapPost("/lease", Leasing.LeaseAsync).Requires(Capability.LeaseToBench);
        app.MapGet("/parts/{part}/payload", Payloads.GetAsync).Requires(Capability.OpenParts);
    }

    private static async Task<IResult> FactsAsync(
        Id<Submission> handle, CaseReading reading, HttpContext context, CancellationToken cancel) =>
        await reading.ReadAsync(handle, context.User.Member().Text, context.User.Holds(Role.Lead), cancel) is { } facts
            ? TypedResults.Ok(facts)
            : Refusal.NotFound;
}
