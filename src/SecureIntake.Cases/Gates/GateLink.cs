using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using SecureIntake.Link;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Gates;

namespace SecureIntake.Cases.Gates;

/// <summary>What a gate said.</summary>
/// <param name="Status">Of HTTP.</param>
/// <param name="Body">The body.</param>
internal sealed record GateReply(HttpStatusCode Status, byte[] Body)
{
    /// <summary>Why it refuses; null when it does not.</summary>
    public GateRefusal? Refusal => (int)Status < 300 ? null : GateMessage.TryParse<GateRefused>(Body, out var refused) ? refused.Code : GateRefusal.Malformed;
}

/// <summary>The line to the gate: TLS, each end known to the other by its pin.</summary>
internal sealed class GateLink : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly LinkKey _key;
    private readonly HttpClient _http;

    /// <summary>Opens no connection yet.</summary>
    /// <param name="options">Where the gate is.</param>
    /// <param name="keyFile">This process's own key; made at the first start.</param>
    public GateLink(GateLinkOptions options, string keyFile)
    {
        _key = LinkKey.ReadOrCreate(keyFile);
        _http = new HttpClient(new SocketsHttpHandler
        {
            UseCookies = false,
            AllowAutoRedirect = false,
            UseProxy = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            SslOptions = new SslClientAuthenticationOptions
            {
                ClientCertificateContext = SslStreamCertificateContext.Create(_key.Certificate, additionalCertificates: null, offline: true),
                // Only the pin counts: nobody issued these certificates.
                RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is X509Certificate2 shown && LinkKey.IsPinned(shown, options.PinFile),
            },
        })
        {
            BaseAddress = new Uri(options.Address),
            Timeout = Patience,
        };
    }

    /// <summary>Asks.</summary>
    /// <exception cref="GateAwayException">It does not answer, or is not the one that was pinned, or has a trouble of its own.</exception>
    public async Task<GateReply> AskAsync(HttpMethod method, string path, byte[]? body, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new ByteArrayContent(body) };
        try
        {
            using var response = await _http.SendAsync(request, cancel);
            if (response.StatusCode >= HttpStatusCode.InternalServerError)
                throw new GateAwayException();
            return new GateReply(response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancel));
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is TaskCanceledException && !cancel.IsCancellationRequested))
        {
            throw new GateAwayException();
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _key.Dispose();
    }
}

/// <summary>The gate does not answer. Nothing opens until it does.</summary>
public sealed class GateAwayException() : Exception("gate.away");

/// <summary>The gate answers and gives nothing.</summary>
public sealed class GateRefusedException(GateRefusal why) : Exception("gate.refused")
{
    /// <summary>Why.</summary>
    public GateRefusal Why { get; } = why;
}
