using SecureIntake.Audit.Witnesses;
using SecureIntake.Gate.Custody;
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
        app.MapGet("/shredded", (GateKeys keys) => Json(keys.Shredded()));
        app.MapPut("/trust", (HttpRequest request, HeldTrust trust) => DoAsync<GateTrust>(request, trust.Take, Results.NoContent));
        app.MapPost("/add-checkpoint", async (HttpRequest request, HeldTrust trust, LogHistory history) =>
            Plain(trust.Log is { } log ? history.Add(log, await ReadAsync(request)) : new WitnessAnswer(StatusCodes.Status404NotFound, "")));
        app.MapPost("/open", (HttpRequest request, OpeningRelease release) => GiveAsync<GateOpening, GateAnswer>(request, release.Give));
        app.MapPost("/taken", (HttpRequest request, CaseTaking taking) => GiveAsync<GateTaking, GateTaken>(request, taking.Take));
        app.MapPost("/lease", (HttpRequest request, LeaseRelease release) => GiveAsync<GateLease, GateAnswer>(request, release.Give));
        app.MapGet("/lockdown", (Locks locks) => Json(locks.State()));
        app.MapPost("/lockdown", (HttpRequest request, Locking locking, Locks locks) =>
            DoAsync<GateStatement>(request, locking.Close, () => Json(locks.State())));
        app.MapPost("/lift", (HttpRequest request, Locking locking, Locks locks) =>
            DoAsync<GateStatement>(request, locking.Lift, () => Json(locks.State())));
        app.MapPost("/custody", (HttpRequest request, CustodyStatements custody) => GiveAsync<GateStatement, GateCustody>(request, custody.Ask));
        app.MapPost("/veto", (HttpRequest request, CustodyStatements custody) => GiveAsync<GateStatement, GateCustody>(request, custody.Veto));
    }

    /// <summary>Why not, or null and the answer.</summary>
    private delegate GateRefusal? Giving<in T, TAnswer>(T message, out TAnswer? answer);

    private static Task<IResult> GiveAsync<T, TAnswer>(HttpRequest request, Giving<T, TAnswer> give)
        where T : class, IGateMessage<T>
        where TAnswer : class, IGateMessage<TAnswer>
    {
        TAnswer? answer = null;
        return DoAsync<T>(request, message => give(message, out answer), () => Json(answer!));
    }

    private static async Task<IResult> DoAsync<T>(HttpRequest request, Func<T, GateRefusal?> act, Func<IResult> done) where T : class, IGateMessage<T> =>
        !GateMessage.TryParse<T>(await ReadAsync(request), out var message) ? Refuse(GateRefusal.Malformed)
        : act(message) is { } why ? Refuse(why)
        : done();

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
                or GateRefusal.LockdownAgain or GateRefusal.LockdownUnknown or GateRefusal.CustodyUnknown => StatusCodes.Status409Conflict,
            GateRefusal.KeyShredded => StatusCodes.Status410Gone,
            GateRefusal.Locked => StatusCodes.Status423Locked,
            _ => StatusCodes.Status403Forbidden,
        });
}
