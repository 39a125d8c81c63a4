using SecureIntake.Cases;
using SecureIntake.Cases.Grants;
using SecureIntake.Cases.Submissions;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Gates;
using SecureIntake.Portal.Json;
using SecureIntake.Portal.Trust;
using SecureIntake.Sealing.Documents;

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
        @case.MapGet("/gate.json", GateAsync).Requires(Capability.OpenParts);
        @case.MapPost("/open", Opening.OpenAsync).Requires(Capability.OpenParts);
        @case.MapPost("/triage", Triage.TriageAsync).Requires(Capability.Triage);
        @case.MapPost("/assign", Assignment.AssignAsync).Requires(Capability.AssignVerifier);
        @case.MapPost("/keyed", Keying.KeyAsync).Requires(Capability.KeyIn);
        @case.MapPost("/lease", Leasing.LeaseAsync).Requires(Capability.LeaseToBench);
        app.MapGet("/parts/{part}/payload", Payloads.GetAsync).Requires(Capability.OpenParts);
    }

    private static async Task<IResult> GateAsync(Id<Submission> handle, HttpContext context, CaseStep step, GateDoor gate, CancellationToken cancel)
    {
        if (await step.StandingAsync(context.User, handle, cancel) == Standing.None)
            return Refusal.NotFound;
        var keys = await gate.KeysAsync(GateScope.Of(handle.AsOpaque()), await step.WorldAsync(cancel), cancel);
        return TypedResults.Ok(new GateKeysAnswer([.. keys.Select(key => new RawJson(key.ToJson()))]));
    }

    /// <param name="Documents">The signed <c>gate/v1</c> documents of the case, one of every gate that the root lists.</param>
    internal sealed record GateKeysAnswer(IReadOnlyList<RawJson> Documents);

    private static async Task<IResult> FactsAsync(
        Id<Submission> handle, CaseReading reading, HttpContext context, CancellationToken cancel) =>
        await reading.ReadAsync(handle, context.User.Member().Text, context.User.Holds(Role.Lead), cancel) is { } facts
            ? TypedResults.Ok(facts)
            : Refusal.NotFound;
}
