using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Staff;
using SecureIntake.Sealing.Documents;

namespace SecureIntake.Hosts.Tests.Portal;

/// <summary>Every endpoint with every role: what is not declared is refused, and what is declared is what happens.</summary>
public sealed class AccessTests(PortalFixture portal) : IClassFixture<PortalFixture>
{
    /// <summary>Whatever a stranger may call. A line more here is a door more in the wall.</summary>
    private static readonly string[] Anonymous =
    [
        "* /{**path}",
        "GET /enrol",
        "GET /error/{status:int}",
        "GET /sign-in",
        "POST /enrolment",
        "POST /enrolment/code",
        "POST /enrolment/passphrase",
        "POST /passkeys/assertion",
        "POST /passkeys/attestation",
        "POST /passkeys/creation-options",
        "POST /passkeys/request-options",
        "POST /sign-in/passphrase",
        "POST /sign-in/salt",
    ];

    [Fact]
    public void Every_endpoint_declares_one_capability_or_stands_on_the_anonymous_list()
    {
        var doors = Doors();
        Assert.True(doors.Count > 25, "The walk found too few endpoints to mean anything.");
        Assert.All(doors, door => Assert.True(door.IsAnonymous ^ (door.Declared.Count == 1), $"{door} declares {door.Declared.Count} capabilities"));
        Assert.Equal(Anonymous, doors.Where(door => door.IsAnonymous).Select(door => door.ToString()).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact, Defends("T-19")]
    public async Task Every_role_gets_exactly_what_the_table_gives_it()
    {
        var wrong = new List<string>();
        foreach (var door in Doors())
        {
            foreach (var person in portal.Office.People)
            {
                bool allowed = door.IsAnonymous || Capabilities.RolesOf(door.Declared[0]).Intersect(person.Roles).Any();
                if (await IsRefusedAsync(person.Client, door) == allowed)
                    wrong.Add($"{door} for {string.Join(' ', person.Roles)}: {(allowed ? "refused" : "let in")}");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task A_stranger_gets_nothing_that_is_not_on_the_list()
    {
        using var stranger = await Guest.ArriveAsync(portal.Host);
        foreach (var door in Doors().Where(door => !door.IsAnonymous))
            Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(stranger.Client, door)).StatusCode);
    }

    [Fact]
    public async Task A_member_whom_the_root_did_not_sign_has_only_their_own_account()
    {
        using var unsigned = new Person("gull" + portal.Host.Port, Role.Lead, Role.Verifier);
        await using (var staff = await portal.Host.Services.GetRequiredService<IDbContextFactory<StaffContext>>().CreateDbContextAsync())
        {
            staff.Members.Add(unsigned.ToRow());
            await staff.SaveChangesAsync();
            await unsigned.SignInAsync(portal.Host, await staff.Members.SingleAsync(m => m.Id == unsigned.Id.Text));
        }

        foreach (var door in Doors().Where(door => !door.IsAnonymous))
        {
            bool own = door.Declared[0] is Capability.OwnAccount or Capability.ReadOwnEntries;
            Assert.True(await IsRefusedAsync(unsigned.Client, door) != own, door.ToString());
        }
    }

    [Fact]
    public async Task What_changes_something_needs_the_token_of_the_page()
    {
        foreach (var door in Doors().Where(door => door.Method is "POST" or "PUT"))
        {
            using var request = door.Request();
            request.Headers.Add("Cookie", portal.Office.Lead.Client.DefaultRequestHeaders.GetValues("Cookie"));
            using var forger = portal.Host.Connect();
            var answer = await forger.SendAsync(request);
            if (answer.StatusCode != HttpStatusCode.Forbidden)
                await answer.RefusedAsync(HttpStatusCode.BadRequest, "request.forged");
        }
    }

    private static async Task<bool> IsRefusedAsync(HttpClient client, Door door)
    {
        using var answer = await SendAsync(client, door);
        return answer.StatusCode == HttpStatusCode.Unauthorized
            || (answer.StatusCode == HttpStatusCode.Forbidden
                && (await answer.Content.ReadAsStringAsync()).Contains("\"access.denied\"", StringComparison.Ordinal));
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, Door door)
    {
        using var request = door.Request();
        return await client.SendAsync(request);
    }

    private List<Door> Doors() =>
        [.. portal.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().SelectMany(DoorsOf)];

    private static IEnumerable<Door> DoorsOf(RouteEndpoint endpoint)
    {
        var page = endpoint.Metadata.GetMetadata<CompiledPageActionDescriptor>();
        IEnumerable<string> methods = page is not null ? MethodsOf(page) : endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["*"];
        return methods.Select(method => new Door(
            method,
            "/" + endpoint.RoutePattern.RawText!.TrimStart('/'),
            [.. endpoint.Metadata.GetOrderedMetadata<RequiresAttribute>().Select(requires => requires.Capability)],
            endpoint.Metadata.GetMetadata<AnonymousAttribute>() is not null));
    }

    private static string[] MethodsOf(CompiledPageActionDescriptor page) =>
        [.. page.HandlerMethods.Select(handler => handler.HttpMethod.ToUpperInvariant()).DefaultIfEmpty("GET").Append("GET").Distinct()];

    private sealed record Door(string Method, string Route, IReadOnlyList<Capability> Declared, bool IsAnonymous)
    {
        public override string ToString() => $"{Method} {Route}";

        public HttpRequestMessage Request()
        {
            string path = Route.Replace("{**path}", "nothing/here", StringComparison.Ordinal);
            path = Regex.Replace(path, @"\{[^}:]+:(int|long)[^}]*\}", "404");
            path = Regex.Replace(path, @"\{[^}]+\}", new string('a', 32));
            var request = new HttpRequestMessage(new HttpMethod(Method == "*" ? "GET" : Method), path);
            if (Method is "POST" or "PUT")
                request.Content = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
            return request;
        }
    }
}
