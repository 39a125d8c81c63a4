using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Parts;

namespace SecureIntake.Cli.Submitting;

/// <summary>Speaks with an intake: the card, resumable uploads (tus 1.0.0), the commit (FORMAT.md §7). Names no program and no file.</summary>
internal sealed class IntakeClient : IDisposable
{
    private const string TusVersion = "1.0.0";
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(8)];

    private readonly HttpClient _http;

    /// <summary>A client over a connection whose base address is the intake's; disposes of it.</summary>
    public IntakeClient(HttpClient http) => _http = http;

    /// <summary>The card that the intake gives out, unverified.</summary>
    public async Task<byte[]> GetCardAsync(CancellationToken cancel)
    {
        using var answer = await SendAsync(new HttpRequestMessage(HttpMethod.Get, "/card.json"), cancel);
        return await answer.Content.ReadAsByteArrayAsync(cancel);
    }

    /// <summary>Uploads one part; goes on where it stopped when the connection breaks.</summary>
    /// <returns>The id under which it waits for the commit.</returns>
    public async Task<string> UploadAsync(SealedUpload part, CancellationToken cancel)
    {
        var location = await CreateAsync(part, cancel);
        long? offset = 0;
        for (var broken = 0; offset != part.Length;)
        {
            try
            {
                offset = await AppendAsync(location, part, offset ?? await OffsetAsync(location, cancel), cancel);
            }
            catch (Exception e) when (e is HttpRequestException or IOException && broken < Pauses.Length)
            {
                offset = null; // only the intake knows how much arrived
                await Task.Delay(Pauses[broken++], TimeProvider.System, cancel);
            }
        }
        return location.OriginalString.Split('/')[^1];
    }

    /// <summary>Makes the uploads one submission. May be sent again after a lost answer.</summary>
    public async Task CommitAsync(CommitRequest request, CancellationToken cancel)
    {
        using var content = new ByteArrayContent(PlainJson.Write(request, PlainJson.Types.CommitRequest));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var answer = await SendAsync(new HttpRequestMessage(HttpMethod.Post, "/submissions") { Content = content }, cancel);
    }

    public void Dispose() => _http.Dispose();

    private async Task<Uri> CreateAsync(SealedUpload part, CancellationToken cancel)
    {
        var request = Tus(HttpMethod.Post, new Uri($"/uploads/{part.Compartment.Name}", UriKind.Relative));
        request.Headers.Add("Upload-Length", Text(part.Length));
        using var answer = await SendAsync(request, cancel);
        return answer.Headers.Location ?? throw CommandFailedException.Refused("the intake gave no place to upload to");
    }

    private async Task<long> AppendAsync(Uri location, SealedUpload part, long offset, CancellationToken cancel)
    {
        await using var file = new FileStream(part.File, FileMode.Open, FileAccess.Read) { Position = offset };
        using var content = new StreamContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        var request = Tus(HttpMethod.Patch, location);
        request.Headers.Add("Upload-Offset", Text(offset));
        request.Content = content;
        using var answer = await SendAsync(request, cancel);
        var reached = OffsetOf(answer);
        return reached > offset || part.Length == offset ? reached : throw CommandFailedException.Refused("the intake takes nothing of an upload");
    }

    private async Task<long> OffsetAsync(Uri location, CancellationToken cancel)
    {
        using var answer = await SendAsync(Tus(HttpMethod.Head, location), cancel);
        return OffsetOf(answer);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        using (request)
        {
            var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
            if (answer.IsSuccessStatusCode) return answer;
            using (answer) throw CommandFailedException.Refused($"the intake refused: {await CodeOfAsync(answer, cancel)}");
        }
    }

    /// <summary>The code of a problem answer, or the bare status.</summary>
    private static async Task<string> CodeOfAsync(HttpResponseMessage answer, CancellationToken cancel)
    {
        try
        {
            var body = await answer.Content.ReadAsByteArrayAsync(cancel);
            if (JsonSerializer.Deserialize(body, PlainJson.Types.RefusalBody) is { Code: { } code }) return code;
        }
        catch (JsonException)
        {
            // Not one of our answers: something else stands at this address.
        }
        return string.Create(CultureInfo.InvariantCulture, $"HTTP {(int)answer.StatusCode}");
    }

    private static HttpRequestMessage Tus(HttpMethod method, Uri address)
    {
        var request = new HttpRequestMessage(method, address);
        request.Headers.Add("Tus-Resumable", TusVersion);
        return request;
    }

    private static long OffsetOf(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("Upload-Offset", out var values)
        && long.TryParse(values.FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
            ? offset
            : throw CommandFailedException.Refused("the intake does not say how far the upload is");

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Body of <c>POST /submissions</c>.</summary>
internal sealed record CommitRequest(Week Week, Bytes32 Tag, IReadOnlyList<CommitPart> Parts);

/// <summary>One uploaded part of a submission.</summary>
internal sealed record CommitPart(string Upload, OpaqueId Part, Compartment Compartment, int? Number);

/// <summary>The code in an intake's <c>application/problem+json</c>.</summary>
[System.Text.Json.Serialization.JsonUnmappedMemberHandling(System.Text.Json.Serialization.JsonUnmappedMemberHandling.Skip)]
internal sealed record RefusalBody(string? Code = null);

/// <summary>What a submission left, for programs.</summary>
internal sealed record SubmissionReceipt(string Receipt, Week Week, Bytes32 Tag, int Parts);
