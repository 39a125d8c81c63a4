using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace SecureIntake.Hosts.Tests.Intake;

/// <summary>Requests to the public site, spelled out.</summary>
internal sealed class TusClient(Uri address) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = address };

    public Task<HttpResponseMessage> GetAsync(string path) => _http.GetAsync(path);

    public Task<HttpResponseMessage> CommitAsync(string json, string type = "application/json") =>
        _http.PostAsync("/submissions", new StringContent(json, Encoding.UTF8) { Headers = { ContentType = new MediaTypeHeaderValue(type) } });

    public Task<HttpResponseMessage> CreateAsync(string compartment, long length) =>
        SendAsync(HttpMethod.Post, $"/uploads/{compartment}", ("Upload-Length", length.ToString(CultureInfo.InvariantCulture)));

    public async Task<string> BeginAsync(string compartment, long length)
    {
        using var created = await CreateAsync(compartment, length);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.StartsWith("/uploads/", created.Headers.Location!.ToString(), StringComparison.Ordinal);
        return created.Headers.Location.ToString()["/uploads/".Length..];
    }

    public Task<HttpResponseMessage> AppendAsync(string id, long offset, byte[] bytes) => AppendAsync(id, offset, new ByteArrayContent(bytes));

    public Task<HttpResponseMessage> AppendAsync(string id, long offset, HttpContent content, string type = "application/offset+octet-stream")
    {
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return SendAsync(HttpMethod.Patch, $"/uploads/{id}", content, ("Upload-Offset", offset.ToString(CultureInfo.InvariantCulture)));
    }

    public async Task<string> UploadAsync(string compartment, byte[] bytes)
    {
        string id = await BeginAsync(compartment, bytes.Length);
        using var answer = await AppendAsync(id, 0, bytes);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        return id;
    }

    public async Task<long> OffsetAsync(string id)
    {
        using var answer = await SendAsync(HttpMethod.Head, $"/uploads/{id}");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return long.Parse(answer.Headers.GetValues("Upload-Offset").Single(), CultureInfo.InvariantCulture);
    }

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] headers) => SendAsync(method, path, null, headers);

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers.Prepend(("Tus-Resumable", "1.0.0")).Reverse().DistinctBy(header => header.Item1))
            if (value.Length > 0) request.Headers.TryAddWithoutValidation(name, value);
        return await _http.SendAsync(request);
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Asserts a coded refusal and nothing else in it.</summary>
    public static async Task RefusedAsync(HttpStatusCode status, string code, HttpResponseMessage answer)
    {
        string body = await answer.Content.ReadAsStringAsync();
        Assert.True(status == answer.StatusCode, $"{answer.StatusCode} {body}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        using var problem = JsonDocument.Parse(body);
        Assert.Equal(code, problem.RootElement.GetProperty("code").GetString());
        Assert.Equal(["code", "status", "title", "type"], problem.RootElement.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
    }
}
