using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using SecureIntake.Cases;
using SecureIntake.Intake.Failures;
using SecureIntake.Sealing.Parts;

namespace SecureIntake.Intake.Uploads;

/// <summary>
/// Resumable uploads of sealed parts (<see href="https://tus.io/protocols/resumable-upload">tus 1.0.0</see>: core, creation, termination; Sealing's
/// FORMAT.md §7). No metadata, no deferred length, no expiration header: it would tell a time.
/// </summary>
internal static class UploadEndpoints
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly Compartment[] Accepted =
        [Compartment.Account, Compartment.Evidence, Compartment.Mailbox, Compartment.Source, Compartment.Share];

    public static void MapUploads(this IEndpointRouteBuilder app)
    {
        var uploads = app.MapGroup("/uploads").AddEndpointFilter(Tus.CheckVersionAsync);
        uploads.MapMethods("/{**path}", [HttpMethods.Options], Describe);
        uploads.MapPost("/{compartment}", Create);
        uploads.MapMethods("/{id}", [HttpMethods.Head], Locate);
        uploads.MapPatch("/{id}", AppendAsync);
        uploads.MapDelete("/{id}", RemoveAsync);
    }

    private static NoContent Describe(HttpResponse response, IOptions<IntakeOptions> options)
    {
        response.Headers[Tus.Extension] = Tus.Extensions;
        response.Headers[Tus.MaxSize] = options.Value.MaxPartBytes.ToString(CultureInfo.InvariantCulture);
        return TypedResults.NoContent();
    }

    private static IResult Create(string compartment, HttpRequest request, UploadStore uploads, DiskSpace disk, IOptions<IntakeOptions> options)
    {
        if (!Compartment.TryParse(compartment, out var kind) || !Accepted.Contains(kind)) return Problem.RequestNotFound;
        if (request.Headers.ContainsKey("Upload-Metadata")) return Problem.UploadMetadata;
        if (!Tus.TryNumber(request.Headers, Tus.Length, out long length) || request.Headers.ContainsKey("Upload-Defer-Length")) return Problem.RequestMalformed;
        if (length > options.Value.MaxPartBytes) return Problem.UploadTooLarge;
        if (!StructuralCheck.IsPossibleLength(kind, length)) return Problem.UploadLength;
        if (!disk.HasRoom(length, length)) return Problem.DiskFull;
        return TypedResults.Created($"/uploads/{uploads.Create(kind, length).Id.Text}");
    }

    private static IResult Locate(string id, HttpResponse response, UploadStore uploads)
    {
        if (Find(uploads, id) is not { } upload) return Problem.UploadUnknown;
        response.Headers.CacheControl = "no-store";
        response.Headers[Tus.Offset] = upload.Offset.ToString(CultureInfo.InvariantCulture);
        response.Headers[Tus.Length] = upload.Length.ToString(CultureInfo.InvariantCulture);
        return TypedResults.Ok();
    }

    private static async Task<IResult> AppendAsync(string id, HttpContext context, UploadStore uploads, DiskSpace disk, CancellationToken cancel)
    {
        if (!Tus.TryNumber(context.Request.Headers, Tus.Offset, out long offset)) return Problem.RequestMalformed;
        if (Find(uploads, id) is not { } upload) return Problem.UploadUnknown;
        if (!await upload.EnterAsync(Patience, cancel)) return Problem.UploadBusy;
        try
        {
            // It may have been removed or taken into a submission while this request waited.
            if (uploads.Find(upload.Id) is null) return Problem.UploadUnknown;
            if (offset != upload.Offset) return Problem.UploadOffset;
            if (context.Request.ContentLength > upload.Length - offset) return Problem.UploadTooLarge;
            if (!disk.HasRoom(upload.Length, upload.Length - offset)) return Problem.DiskFull;

            // The upload counts its bytes itself, for each upload its own number.
            context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
            switch (await upload.WriteAsync(context.Request.BodyReader, cancel))
            {
                case WriteOutcome.TooLong:
                    return Problem.UploadTooLarge;
                case WriteOutcome.Unsealed:
                    uploads.Remove(upload);
                    return Problem.UploadUnsealed;
                default:
                    context.Response.Headers[Tus.Offset] = upload.Offset.ToString(CultureInfo.InvariantCulture);
                    return TypedResults.NoContent();
            }
        }
        finally
        {
            upload.Leave();
        }
    }

    private static async Task<IResult> RemoveAsync(string id, UploadStore uploads, CancellationToken cancel)
    {
        if (Find(uploads, id) is not { } upload) return Problem.UploadUnknown;
        if (!await upload.EnterAsync(Patience, cancel)) return Problem.UploadBusy;
        try
        {
            if (uploads.Find(upload.Id) is null) return Problem.UploadUnknown;
            uploads.Remove(upload);
            return TypedResults.NoContent();
        }
        finally
        {
            upload.Leave();
        }
    }

    private static Upload? Find(UploadStore uploads, string id) => Id<Upload>.TryParse(id, out var parsed) ? uploads.Find(parsed) : null;
}
