using Microsoft.Net.Http.Headers;

namespace SecureIntake.Intake.Failures;

/// <summary>
/// A refusal by rule: <c>application/problem+json</c> with a code that the client turns into words of its own language. It carries nothing of
/// the request. All codes of this process stand here; their statuses in <c>errors.json</c>.
/// </summary>
internal sealed class Problem : IResult
{
    private Problem(string code) => (Code, Status) = (code, ErrorTable.StatusOf(code));

    /// <summary>The code.</summary>
    public string Code { get; }

    /// <summary>The HTTP status.</summary>
    public int Status { get; }

    /// <summary>There is no signed policy, or no desk key that may still be sealed to.</summary>
    public static Problem NoCard { get; } = new("card.none");

    /// <summary>The disk has no room for this part.</summary>
    public static Problem DiskFull { get; } = new("disk.full");

    /// <summary>Not the media type that belongs here.</summary>
    public static Problem ForeignMedia { get; } = new("media.foreign");

    /// <summary>A header or a body that is not what the protocol says.</summary>
    public static Problem RequestMalformed { get; } = new("request.malformed");

    /// <summary>The address does not take this method.</summary>
    public static Problem RequestMethod { get; } = new("request.method");

    /// <summary>There is nothing at this address.</summary>
    public static Problem RequestNotFound { get; } = new("request.not-found");

    /// <summary>A body, other than an upload, that is longer than any honest one.</summary>
    public static Problem RequestTooLarge { get; } = new("request.too-large");

    /// <summary>Our fault; nothing more is told.</summary>
    public static Problem ServerFailed { get; } = new("server.failed");

    /// <summary>The database does not answer: try again later.</summary>
    public static Problem StoreAway { get; } = new("store.away");

    /// <summary>A submission names an upload that is not complete.</summary>
    public static Problem SubmissionIncomplete { get; } = new("submission.incomplete");

    /// <summary>Parts are missing, too many, repeated, or not what was uploaded.</summary>
    public static Problem SubmissionParts { get; } = new("submission.parts");

    /// <summary>Another submission has this tag or one of these part ids.</summary>
    public static Problem SubmissionUsed { get; } = new("submission.used");

    /// <summary>No such desk week, or its key is destroyed too soon: fetch the card and seal again.</summary>
    public static Problem SubmissionWeek { get; } = new("submission.week");

    /// <summary>Metadata of an upload: a file name would be one.</summary>
    public static Problem UploadMetadata { get; } = new("tus.metadata");

    /// <summary>Not tus 1.0.0.</summary>
    public static Problem TusVersion { get; } = new("tus.version");

    /// <summary>Another request writes to this upload.</summary>
    public static Problem UploadBusy { get; } = new("upload.busy");

    /// <summary>A length that sealing cannot give.</summary>
    public static Problem UploadLength { get; } = new("upload.length");

    /// <summary>Not where the upload stands.</summary>
    public static Problem UploadOffset { get; } = new("upload.offset");

    /// <summary>More bytes than a part may have, or than were announced.</summary>
    public static Problem UploadTooLarge { get; } = new("upload.too-large");

    /// <summary>No such upload: it never was, was removed, is part of a submission, or is older than 48 hours.</summary>
    public static Problem UploadUnknown { get; } = new("upload.unknown");

    /// <summary>What arrives is not a sealed part; the upload is removed.</summary>
    public static Problem UploadUnsealed { get; } = new("upload.unsealed");

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var headers = httpContext.Response.Headers;
        headers.CacheControl = "no-store";
        if (Status is StatusCodes.Status503ServiceUnavailable) headers[HeaderNames.RetryAfter] = "30";
        if (Status is StatusCodes.Status423Locked) headers[HeaderNames.RetryAfter] = "2";
        return TypedResults.Problem(
            statusCode: Status,
            title: Code,
            type: "about:blank",
            extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = Code }).ExecuteAsync(httpContext);
    }
}
