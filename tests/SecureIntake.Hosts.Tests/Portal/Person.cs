using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SecureIntake.Audit.Events;
using SecureIntake.Cases;
using SecureIntake.Opening;
using SecureIntake.Portal.Staff;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Documents;
using Member = SecureIntake.Cases.Staff.Member;
using Role = SecureIntake.Sealing.Documents.Role;

namespace SecureIntake.Hosts.Tests.Portal;

/// <summary>A made-up member: their key, their session, and what their browser would sign and send.</summary>
internal sealed partial class Person(string pseudonym, params Role[] roles) : IDisposable
{
    private HttpClient? _client;
    private TimeProvider _time = TimeProvider.System;

    public string Pseudonym => pseudonym;

    public IReadOnlyList<Role> Roles => roles;

    public Id<Member> Id { get; } = Id<Member>.New(RandomNumberGenerator.Create());

    public OpaqueId Opaque => OpaqueId.TryParse(Id.Text, out var id) ? id : default;

    public StaffKey Key { get; } = StaffKey.Create(RandomNumberGenerator.Fill);

    public HttpClient Client => _client ?? throw new InvalidOperationException("Sign in first.");

    public StaffMember ToRow()
    {
        var row = StaffMember.Invited(Id, pseudonym, roles.ToHashSet());
        row.NormalizedUserName = pseudonym.ToUpperInvariant();
        row.SecurityStamp = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        return row;
    }

    public async Task SignInAsync(PortalHost host, StaffMember row)
    {
        _time = host.Time;
        _client?.Dispose();
        _client = host.Connect();
        _client.DefaultRequestHeaders.Add("Cookie", await host.SessionCookieAsync(row));
        var page = await _client.GetAsync("/");
        string token = Csrf().Match(await page.Content.ReadAsStringAsync()).Groups[1].Value;
        _client.DefaultRequestHeaders.Add("X-CSRF-TOKEN", System.Net.WebUtility.HtmlDecode(token));
        // One header: a second one named Cookie would replace the session.
        string session = string.Join("; ", _client.DefaultRequestHeaders.GetValues("Cookie"));
        _client.DefaultRequestHeaders.Remove("Cookie");
        string forgery = page.Headers.GetValues("Set-Cookie").First(c => c.StartsWith("secureintake-forgery", StringComparison.Ordinal)).Split(';')[0];
        _client.DefaultRequestHeaders.Add("Cookie", session + "; " + forgery);
    }

    /// <summary>Goes on with the same session at another process of the same portal.</summary>
    public void MoveTo(HttpClient client)
    {
        foreach (var (name, values) in Client.DefaultRequestHeaders)
            client.DefaultRequestHeaders.Add(name, values);
        Client.Dispose();
        _client = client;
    }

    /// <summary>Who, when and a fresh nonce.</summary>
    public Stamp Stamp(TimeSpan late = default) => new(
        DateTimeOffset.FromUnixTimeSeconds((_time.GetUtcNow() + late).ToUnixTimeSeconds()), LogId.Parse(Id.Text), new Nonce(RandomNumberGenerator.GetBytes(16)));

    /// <summary>The act, the key and the signature, as a request carries them.</summary>
    public JsonObject Sign(SignedAct act, StaffKey? by = null)
    {
        var key = (by ?? Key).SigningKey;
        var entry = Entry.WithSignature(act, new Audit.Bytes32(key.Signer.ToBytes()), key.Sign(Entry.ToSign(act)));
        return JsonNode.Parse(entry.Bytes.Span)!.AsObject();
    }

    /// <summary>Posts an act with what goes along.</summary>
    public Task<HttpResponseMessage> PostAsync(string path, JsonObject signed, params (string Name, JsonNode? Value)[] more)
    {
        foreach (var (name, value) in more)
            signed[name] = value;
        return Client.PostAsJsonAsync(path, signed);
    }

    /// <summary>The text of a page, as a browser shows it.</summary>
    public async Task<string> PageAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Accept", "text/html" } } };
        using var response = await Client.SendAsync(request);
        string page = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, page);
        return System.Net.WebUtility.HtmlDecode(page);
    }

    /// <summary>The same without its links: sentences in which a pseudonym leads to a timeline, as one reads them.</summary>
    public async Task<string> PageWithoutLinksAsync(string path) => Links().Replace(await PageAsync(path), "");

    public void Dispose()
    {
        _client?.Dispose();
        Key.Dispose();
    }

    [GeneratedRegex("""name="csrf" content="([^"]+)""")]
    private static partial Regex Csrf();

    [GeneratedRegex("""</?(a|bdi)(\s[^>]*)?>""")]
    private static partial Regex Links();
}
