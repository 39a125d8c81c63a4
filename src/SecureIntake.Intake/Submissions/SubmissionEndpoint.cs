using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using SecureIntake.Cases;
using SecureIntake.Intake.Card;
using SecureIntake.Intake.Failures;

namespace SecureIntake.Intake.Submissions;

/// <summary><c>POST /submissions</c>: makes uploads a submission, whole or not at all (Sealing's FORMAT.md §7).</summary>
internal static class SubmissionEndpoint
{
    private const int MaxBodyBytes = 64 * 1024;

    public static void MapSubmissions(this IEndpointRouteBuilder app) => app.MapPost("/submissions", SubmitAsync);

    private static async Task<IResult> SubmitAsync(
        HttpRequest http, IDbContextFactory<CasesContext> contexts, OrganisationCards cards, BatchBell bell, SubmissionStaging staging,
        IOptions<IntakeOptions> options, CancellationToken cancel)
    {
        if (http.ContentType != "application/json") return Problem.ForeignMedia;
        if (await ReadAsync(http, cancel) is not { } body) return Problem.RequestTooLarge;
        if (!SubmissionRequest.TryParse(body, out var request)) return Problem.RequestMalformed;

        await using var cases = await contexts.CreateDbContextAsync(cancel);
        if (await EnteredAsync(cases, request!, cancel) is { } answer) return answer;
        if (await cards.PolicyBodyAsync(cases, cancel) is not { } policy) return Problem.NoCard;
        if (!SubmissionRules.AreWhole(request!.Parts, policy.Custodians.Count, options.Value.MaxParts)) return Problem.SubmissionParts;
        if (!await cards.AcceptsAsync(cases, request.Week, cancel)) return Problem.SubmissionWeek;

        switch (staging.Stage(request))
        {
            case StagingOutcome.Staged:
                bell.Ring();
                return TypedResults.Created();
            case StagingOutcome.Repeated:
                return TypedResults.Created();
            case StagingOutcome.UnknownUpload:
                // Its batch may have run since the first look: then the uploads are gone because all is well.
                return await EnteredAsync(cases, request, cancel) ?? Problem.UploadUnknown;
            case StagingOutcome.Incomplete:
                return Problem.SubmissionIncomplete;
            case StagingOutcome.Busy:
                return Problem.UploadBusy;
            case StagingOutcome.WrongCompartment:
                return Problem.SubmissionParts;
            default:
                return Problem.SubmissionUsed;
        }
    }

    /// <summary>The answer when the tag or a part id is in the database already; else <c>null</c>.</summary>
    private static async Task<IResult?> EnteredAsync(CasesContext cases, SubmissionRequest request, CancellationToken cancel)
    {
        var ids = request.Parts.Select(part => part.Part).ToList();
        var known = await cases.Parts.Where(part => ids.Contains(part.Id)).Select(part => new { part.Id, part.Case }).ToListAsync(cancel);
        byte[] tag = request.Tag;
        var handle = await cases.Submissions.Where(s => s.Tag == tag).Select(s => s.Handle).ToListAsync(cancel);
        if (known.Count == 0 && handle.Count == 0) return null;
        bool same = handle.Count == 1 && known.Count == ids.Count && known.All(part => part.Case == handle[0]);
        return same ? TypedResults.Created() : Problem.SubmissionUsed;
    }

    private static async Task<byte[]?> ReadAsync(HttpRequest http, CancellationToken cancel)
    {
        byte[] buffer = new byte[MaxBodyBytes + 1];
        int length = await http.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancel);
        return length > MaxBodyBytes ? null : buffer[..length];
    }
}
