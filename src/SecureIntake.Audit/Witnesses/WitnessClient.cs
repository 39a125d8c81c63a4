using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using SecureIntake.Audit.Log;

namespace SecureIntake.Audit.Witnesses;

/// <summary>What came of asking a witness.</summary>
public abstract record Asked
{
    private Asked()
    {
    }

    /// <summary>It cosigned, and the cosignature verifies.</summary>
    public sealed record Cosigned(Cosignature Cosignature) : Asked;

    /// <summary>It knows another size than it was asked to go on from (409).</summary>
    public sealed record Knows(long Size) : Asked;

    /// <summary>It does not cosign, or what it answers is not what a witness answers.</summary>
    /// <param name="Status">Of HTTP; 200 when its cosignature does not verify.</param>
    public sealed record Refused(int Status) : Asked;
}

/// <summary>Asks one witness (C2SP tlog-witness). Whatever it answers is checked with its key: it can be away, refuse or lie, no more.</summary>
/// <param name="http">Its own settings bound time and redirects.</param>
/// <param name="key">The witness's key.</param>
/// <param name="address">Its submission prefix, ending in <c>/</c>.</param>
public sealed class WitnessClient(HttpClient http, WitnessKey key, Uri address)
{
    /// <summary>Sends a checkpoint with the proof that it extends what the witness knows.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="HttpRequestException">Nobody answers, or the witness has a trouble of its own (429, 5xx): try again.</exception>
    public async Task<Asked> AskAsync(AddCheckpoint request, CancellationToken cancel)
    {
        using var content = new ByteArrayContent(request.ToBytes());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(address, "add-checkpoint")) { Content = content };
        using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancel);
        if (response.StatusCode is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError)
            throw new HttpRequestException("the witness is in trouble", null, response.StatusCode);
        var body = await ReadAsync(response, cancel);
        return response.StatusCode switch
        {
            HttpStatusCode.OK => (Asked?)Cosigned(request.Note.Span, body) ?? new Asked.Refused(200),
            HttpStatusCode.Conflict when SizeOf(body) is { } size => new Asked.Knows(size),
            _ => new Asked.Refused((int)response.StatusCode),
        };
    }

    /// <summary>Lines by unknown keys are ignored, as the specification asks.</summary>
    private Asked.Cosigned? Cosigned(ReadOnlySpan<byte> note, byte[] lines) =>
        CheckpointNote.Cosignatures([.. note, .. lines], [key]) is [var cosignature] ? new Asked.Cosigned(cosignature) : null;

    private static long? SizeOf(byte[] body) =>
        body is [.. var digits, (byte)'\n'] && long.TryParse(Encoding.ASCII.GetString(digits), NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : null;

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancel);
        var buffer = new byte[CheckpointNote.MaxLength / 2];
        // What is longer than any honest answer is cut, and does not verify.
        var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancel);
        return buffer[..length];
    }
}
