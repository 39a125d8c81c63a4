namespace SecureIntake.Portal.Access;

/// <summary>
/// A refusal by rule: an HTTP status and a code that the page turns into words. It answers <c>application/problem+json</c> and never carries
/// content. All codes of the portal stand here.
/// </summary>
internal sealed class Refusal : IResult
{
    private Refusal(int status, string code) => (Status, Code) = (status, code);

    /// <summary>The HTTP status.</summary>
    public int Status { get; }

    /// <summary>The code.</summary>
    public string Code { get; }

    /// <summary>No antiforgery token, or one of another session.</summary>
    public static Refusal RequestForged { get; } = new(StatusCodes.Status400BadRequest, "request.forged");

    /// <summary>The body is not what the endpoint takes.</summary>
    public static Refusal RequestMalformed { get; } = new(StatusCodes.Status400BadRequest, "request.malformed");

    /// <summary>Nobody is signed in.</summary>
    public static Refusal SignInNeeded { get; } = new(StatusCodes.Status401Unauthorized, "sign-in.needed");

    /// <summary>The member may not do this.</summary>
    public static Refusal AccessDenied { get; } = new(StatusCodes.Status403Forbidden, "access.denied");

    /// <summary>There is no such thing, or none that the member may see.</summary>
    public static Refusal NotFound { get; } = new(StatusCodes.Status404NotFound, "request.not-found");

    /// <summary>Something failed here; the status says whose fault it is, and nothing more is told.</summary>
    public static Refusal Failed(int status) => new(status, status < 500 ? RequestMalformed.Code : "server.failed");

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext) => TypedResults.Problem(
        statusCode: Status,
        title: Code,
        extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = Code }).ExecuteAsync(httpContext);
}
