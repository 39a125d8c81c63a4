using System.Net;
using SecureIntake.Hosts.Tests.Infrastructure;

namespace SecureIntake.Hosts.Tests.Portal;

/// <summary>What every answer carries and what failures look like.</summary>
public sealed class FrameTests(PortalFixture portal) : IClassFixture<PortalFixture>
{
    [Theory]
    [InlineData("/")]
    [InlineData("/sign-in")]
    [InlineData("/members")]
    [InlineData("/staff-key")]
    [InlineData("/trust.json")]
    [InlineData("/log/checkpoint")]
    [InlineData("/assets/assets.json")]
    [InlineData("/nothing")]
    public async Task Every_answer_forbids_what_a_page_does_not_need(string path)
    {
        using var answer = await portal.Office.Administrator.Client.GetAsync(path);
        string policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none'; script-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains("require-trusted-types-for 'script'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("no-referrer", answer.Headers.GetValues("Referrer-Policy").Single());
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.False(answer.Headers.Contains("Server"));
        Assert.Equal(!path.StartsWith("/assets", StringComparison.Ordinal), answer.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task Pages_hold_no_inline_script_or_style_and_name_no_other_host()
    {
        foreach (string path in new[] { "/", "/sign-in", "/enrol", "/members", "/nothing" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Add("Accept", "text/html");
            string page = await (await portal.Office.Administrator.Client.SendAsync(request)).Content.ReadAsStringAsync();
            Assert.Contains("</html>", page, StringComparison.Ordinal);
            Assert.Single(System.Text.RegularExpressions.Regex.Matches(page, "<script"));
            Assert.DoesNotContain("<style", page, StringComparison.Ordinal);
            Assert.DoesNotContain(" style=", page, StringComparison.Ordinal);
            Assert.DoesNotContain("://", page.Replace("http://portal.localhost", "", StringComparison.Ordinal), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Cookies_are_for_this_site_and_not_for_scripts()
    {
        using var client = portal.Host.Connect();
        using var answer = await client.GetAsync("/sign-in");
        Assert.All(answer.Headers.GetValues("Set-Cookie"), cookie =>
        {
            Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        });
    }

    [Fact]
    public async Task A_person_without_a_session_is_led_to_the_door_and_the_wanted_address_is_not_passed_on()
    {
        using var client = portal.Host.Connect();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/cases/" + new string('a', 32));
        request.Headers.Add("Accept", "text/html");
        using var answer = await client.SendAsync(request);
        Assert.Equal((HttpStatusCode.Redirect, "/sign-in"), (answer.StatusCode, answer.Headers.Location!.OriginalString));
    }

    [Fact]
    public async Task A_page_that_is_refused_says_so_in_words_with_the_code_last()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/members");
        request.Headers.Add("Accept", "text/html");
        using var answer = await portal.Office.Lead.Client.SendAsync(request);
        string page = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("This is not yours to see", page, StringComparison.Ordinal);
        Assert.Contains("access.denied", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused()
    {
        using var body = new ByteArrayContent(new byte[(4 * 1024 * 1024) + 1]);
        body.Headers.ContentType = new("application/json");
        // The answer comes before the body; a client that does not wait for it may find the connection closed while it still sends.
        using var request = new HttpRequestMessage(HttpMethod.Post, "/members/publication") { Content = body };
        request.Headers.ExpectContinue = true;
        using var answer = await portal.Office.Administrator.Client.SendAsync(request);
        await answer.RefusedAsync(HttpStatusCode.RequestEntityTooLarge, "request.malformed");
    }
}
