using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace SecureIntake.Hosts.Tests.Portal;

/// <summary>Reads what the portal answers.</summary>
internal static class Answers
{
    /// <summary>The JSON of a success.</summary>
    public static async Task<JsonObject> SuccessAsync(this HttpResponseMessage response)
    {
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode} {text}");
        return JsonNode.Parse(text)!.AsObject();
    }

    /// <summary>Asserts a coded refusal.</summary>
    public static async Task RefusedAsync(this HttpResponseMessage response, HttpStatusCode status, string code)
    {
        var problem = await response.Content.ReadFromJsonAsync<JsonObject>();
        Assert.Equal((status, code), (response.StatusCode, (string?)problem!["code"]));
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }
}
