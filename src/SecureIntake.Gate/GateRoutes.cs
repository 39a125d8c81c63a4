using SecureIntake.Audit.Witnesses;
using SecureIntake.Gate.History;
using SecureIntake.Gate.Keys;
using SecureIntake.Gate.Lockdowns;
using SecureIntake.Gate.Releases;
using SecureIntake.Gate.Trust;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Gates;

namespace SecureIntake.Gate;

/// <summary>Everything that a gate answers (FORMAT.md). Bodies are read whole: they are bounded, and nothing of them is kept.</summary>
internal static class GateRoutes
{
    public static void MapGate(this IEndpointRouteBuilder app)
    {
        app.MapGet("/introduction", (GateSigningKey signing) => Json(signing.Introduction));
        app.MapPost("/keys/{scope}", (string scope, GateKeys keys) =>
            !GateScope.TryParse(scope, out var parsed) ? Refuse(GateRefusal.Malformed)
            : keys.Publish(parsed) is { } document ? Results.Bytes(document.ToJson(), "application/json")
            : Refuse(GateRefusal.KeyShredded));
        app.MapPut("/trust", async (HttpRequest request, HeldTrust trust) =>
            !GateMessage.TryParse<GateTrust>(await ReadAsync(request), out var message) ? Refuse(GateRefusal.Malformed)
            : trust.Take(message) is { } why ? Refuse(why)
            : Results.NoContent());
        app.MapPost("/add-checkpoint", async (HttpRequest request, HeldTrust trust, LogHistory history) =>
            Plain(trust.Log is { } log ? history.Add(log, await ReadAsync(request)) : new WitnessAnswer(StatusCodes.Status404NotFound, "")));
        app.MapPost("/open", async (HttpRequest request, OpeningRelease release) =>
            !GateMessage.TryParse<GateOpening>(await ReadAsync(request), out var message) ? Refuse(GateRefusal.Malformed)
            : release.Give(message, out var answer) is { } why ? Refuse(why)
            : Json(answer!));
        app.MapPost("/taken", async (HttpRequest request, CaseTaking taking) =>
            !GateMessage.TryParse<GateTaking>(await ReadAsync(request), out var message) ? Refuse(GateRefusal.Malformed)
            : taking.Take(message, out var answer) is { } why ? Refuse(why)
            : Json(answer!));
        app.MapPost("/lease", async (HttpRequest request, LeaseRelease release) =>
            !GateMessage.TryParse<GateLease>(await ReadAsync(request), out var message) ? Refuse(GateRefusal.Malformed)
            : release.Give(message, out var answer) is { } why ? Refuse(why)
            : Json(answer!));
        app.MapLockdown();
    }

    private static void MapLockdown(this IEndpointRouteBuilder app)
    {
        app.MapGet("/lockdown", (Locks locks) => Json(locks.State()));
        app.MapPost("/lockdown", (HttpRequest request, Locking locking, Locks locks) => AnswerAsync(request, locking.Close, locks));
        app.MapPost("/lift", (HttpRequest request, Locking locking, Locks locks) => AnswerAsync(request, locking.Lift, locks));
    }

    private static async Task<IResult> AnswerAsync(HttpRequest request, Func<GateStatement, GateRefusal?> act, Locks locks) =>
        !GateMessage.TryParse<GateStatement>(await ReadAsync(request), out var message) ? Refuse(GateRefusal.Malformed)
        : act(message) is { } why ? Refuse(why)
        : Json(locks.State());

    private static async Task<byte[]> ReadAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        return body.ToArray();
    }

    private static IResult Json<T>(T message) where T : class, IGateMessage<T> => Results.Bytes(message.ToJson(), "application/json");

    private static IResult Plain(WitnessAnswer answer) => Results.Text(answer.Body, answer.ContentType, statusCode: answer.Status);

    private static IResult Refuse(GateRefusal why) => Results.Text(
        new GateRefused(why).ToJson(), "application/json",
        statusCode: why switch
        {
            GateRefusal.Malformed => StatusCodes.Status400BadRequest,
            GateRefusal.TrustMissing or GateRefusal.TrustOlder or GateRefusal.LogUnknown or GateRefusal.StatementServed
                or GateRefusal.LockdownAgain or GateRefusal.LockdownUnknown => StatusCodes.Status409Conflict,
            GateRefusal.KeyShredded => StatusCodes.Status410Gone,
            GateRefusal.Locked => StatusCodes.Status423Locked,
            _ => StatusCodes.Status403Forbidden,
        });
}
