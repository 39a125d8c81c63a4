using System.Net.Http.Json;
using System.Text.RegularExpressions;

namespace SecureIntake.Hosts.Tests.Portal;

/// <summary>Someone at the door with a browser of their own: cookies, and the antiforgery token of the page they look at.</summary>
internal sealed partial class Guest : IDisposable
{
    private readonly Dictionary<string, string> _cookies = new(StringComparer.Ordinal);

    private Guest(HttpClient client) => Client = client;

    public HttpClient Client { get; }

    public static async Task<Guest> ArriveAsync(PortalHost host)
    {
        var guest = new Guest(host.Connect());
        await guest.LookAsync("/sign-in");
        return guest;
    }

    /// <summary>Opens a page and takes its token.</summary>
    public async Task<string> LookAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Accept", "text/html");
        using var answer = await Client.SendAsync(request);
        Keep(answer);
        string page = await answer.Content.ReadAsStringAsync();
        var token = Csrf().Match(page);
        if (token.Success)
            Adopt(System.Net.WebUtility.HtmlDecode(token.Groups[1].Value));
        return page;
    }

    /// <summary>Posts JSON; cookies of the answer are kept.</summary>
    public async Task<HttpResponseMessage> PostAsync(string path, object body)
    {
        var answer = await Client.PostAsJsonAsync(path, body);
        Keep(answer);
        return answer;
    }

    /// <summary>Puts JSON.</summary>
    public Task<HttpResponseMessage> PutAsync(string path, object body) => Client.PutAsJsonAsync(path, body);

    /// <summary>Posts a form of a page.</summary>
    public async Task<string> SubmitAsync(string path, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = form };
        request.Headers.Add("Accept", "text/html");
        using var answer = await Client.SendAsync(request);
        Keep(answer);
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>A session began: the token is another one from now on.</summary>
    public void Adopt(string token)
    {
        Client.DefaultRequestHeaders.Remove("X-CSRF-TOKEN");
        Client.DefaultRequestHeaders.Add("X-CSRF-TOKEN", token);
    }

    public void Dispose() => Client.Dispose();

    private void Keep(HttpResponseMessage answer)
    {
        if (!answer.Headers.TryGetValues("Set-Cookie", out var set))
            return;
        foreach (string cookie in set)
        {
            string[] pair = cookie.Split(';')[0].Split('=', 2);
            if (pair[1].Length == 0)
                _cookies.Remove(pair[0]);
            else
                _cookies[pair[0]] = pair[1];
        }

        Client.DefaultRequestHeaders.Remove("Cookie");
        Client.DefaultRequestHeaders.Add("Cookie", string.Join("; ", _cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
    }

    [GeneratedRegex("""name="csrf" content="([^"]+)""")]
    private static partial Regex Csrf();
}
