using System.Text;
using Microsoft.EntityFrameworkCore;
using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;
using SecureIntake.Cases;
using SecureIntake.Cases.Grants;
using SecureIntake.Cases.Submissions;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Cases;
using SecureIntake.Portal.Gates;
using SecureIntake.Portal.Log;
using SecureIntake.Sealing.Parts;
using Part = SecureIntake.Cases.Submissions.Part;

namespace SecureIntake.Portal.Custody;

/// <summary>Asking custodians for a source, and saying that it should not be opened now: each with a statement that the member's browser signed.</summary>
internal static class CustodyRoutes
{
    /// <param name="Logged">The statement in the log.</param>
    /// <param name="From">From when on custodians can be given the request; null while the gate has not said so.</param>
    internal sealed record Told(Logged Logged, string? From);

    public static void AddCustody(this IServiceCollection services)
    {
        services.AddSingleton<CustodyHerald>();
        services.AddHostedService(provider => provider.GetRequiredService<CustodyHerald>());
        services.AddScoped<CustodyRequests>();
    }

    public static void MapCustody(this IEndpointRouteBuilder app)
    {
        app.MapPost("/cases/{handle}/custody", RequestAsync).Requires(Capability.RequestCustody);
        app.MapGet("/cases/{handle}/custody.json", ProveAsync).Requires(Capability.RequestCustody);
        app.MapPost("/custody/veto", VetoAsync).Requires(Capability.VetoCustody);
    }

    private static async Task<IResult> RequestAsync(
        Id<Submission> handle, ActEnvelope body, HttpContext context, CaseStep step, CustodyRequests requests, CustodyHerald herald, CancellationToken cancel)
    {
        if (await step.StandingAsync(context.User, handle, cancel) != Standing.Reader)
            return Refusal.NotFound;
        var received = await step.ReceiveAsync<CustodyRequested>(context.User, body, handle, act => act.Case, cancel);
        if (!received.Accepted)
            return received.Refusal;
        var source = Id<Part>.Parse(received.Act.Part.ToString());
        if (!await step.Cases.Parts.AnyAsync(p => p.Id == source && p.Case == handle && p.Compartment == Compartment.Source.Name, cancel))
            return Refusal.ActCase;
        if (await requests.HasAskedAsync(context.User.Member().Text, handle, cancel))
            return Refusal.CustodyExists;
        return await AnswerAsync(received.Act, received.Digest, step, herald, cancel);
    }

    private static async Task<IResult> VetoAsync(
        ActEnvelope body, HttpContext context, ActReceiver receiver, CaseStep step, CustodyRequests requests, CustodyHerald herald, CancellationToken cancel)
    {
        var received = await receiver.ReceiveAsync<CustodyVetoed>(context.User, body, step.Cases, cancel);
        if (!received.Accepted)
            return received.Refusal;
        string member = context.User.Member().Text;
        if ((await requests.StandingAsync(null, cancel)).FirstOrDefault(standing => standing.Leaf == received.Act.Request) is not { } request
            || request.Act.Case != received.Act.Case)
            return Refusal.CustodyNone;
        if (request.IsBy(member))
            return Refusal.CustodyOwn;
        if (request.IsVetoedBy(member))
            return Refusal.CustodyVetoed;
        return await AnswerAsync(received.Act, received.Digest, step, herald, cancel);
    }

    private static async Task<IResult> ProveAsync(Id<Submission> handle, HttpContext context, CustodyRequests requests, GateDoor gate, CancellationToken cancel) =>
        await requests.OwnAsync(context.User.Member().Text, handle, cancel) is { } own
            ? TypedResults.Ok(new Recorded(gate.Prove(own.Index)))
            : Refusal.NotFound;

    private static async Task<IResult> AnswerAsync(SignedAct act, byte[] digest, CaseStep step, CustodyHerald herald, CancellationToken cancel)
    {
        var (logged, refusal) = await step.RecordAsync(digest, cancel);
        if (logged is null)
            return refusal!;
        var stands = await herald.TryTellAsync(logged.Index, Rfc6962.Leaf(Encoding.UTF8.GetBytes(logged.Entry)), act, cancel);
        return TypedResults.Ok(new Told(logged, stands?.From.Machine()));
    }
}
