using System.Net;
using System.Text.Json.Nodes;
using SecureIntake.Hosts.Tests.Infrastructure;
using SecureIntake.Opening;
using SecureIntake.Sealing;

namespace SecureIntake.Hosts.Tests.Portal;

/// <summary>A member's own key at the portal: sealed, made once, theirs alone.</summary>
public sealed class StaffKeyTests(PostgresServer postgres)
{
    [Fact]
    public async Task The_own_key_comes_back_as_it_was_left_and_nobody_elses_does()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var host = await PortalHost.StartAsync(store);
        using var first = await Newcomer.FirstAsync(host);
        await first.EnrolWithKeyAsync("plover");
        using var second = await Newcomer.ByLinkAsync(host, await Newcomer.InviteAsync(first.Guest, "heron", "lead"));
        await second.EnrolWithKeyAsync("heron");

        var own = await OwnAsync(first);
        Assert.Equal(first.Key.Identity.Recipient.ToString(), (string?)own["key"]!["recipient"]);
        Assert.Equal(Convert.ToBase64String(first.Salt), (string?)own["salt"]);
        Assert.NotEqual((string?)own["key"]!["sealedPassphrase"], (string?)(await OwnAsync(second))["key"]!["sealedPassphrase"]);
    }

    [Fact]
    public async Task A_key_is_never_exchanged_but_a_second_seal_may_be_added()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var host = await PortalHost.StartAsync(store);
        using var first = await Newcomer.FirstAsync(host);
        await first.EnrolWithKeyAsync("plover");
        using var other = StaffKey.Create(System.Security.Cryptography.RandomNumberGenerator.Fill);
        await (await first.Guest.PutAsync("/staff-key", first.Offer(other))).RefusedAsync(HttpStatusCode.Conflict, "staff-key.fixed");

        string sealedPassphrase = (string)(await OwnAsync(first))["key"]!["sealedPassphrase"]!;
        var both = first.Offer();
        both["sealedPrf"] = Convert.ToBase64String(Newcomer.SealedSeed());
        (await first.Guest.PutAsync("/staff-key", both)).EnsureSuccessStatusCode();
        var kept = (await OwnAsync(first))["key"]!;
        Assert.Equal((string?)both["sealedPrf"], (string?)kept["sealedPrf"]);
        Assert.Equal(sealedPassphrase, (string?)kept["sealedPassphrase"]);
    }

    [Fact]
    public async Task A_signer_belongs_to_one_member()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var host = await PortalHost.StartAsync(store);
        using var first = await Newcomer.FirstAsync(host);
        await first.EnrolWithKeyAsync("plover");
        using var thief = await Newcomer.ByLinkAsync(host, await Newcomer.InviteAsync(first.Guest, "heron", "lead"));
        thief.Guest.Adopt((string)(await (await thief.EnrolAsync("heron", await thief.TakeSeedAsync("heron"))).SuccessAsync())["csrf"]!);
        await (await thief.Guest.PutAsync("/staff-key", thief.Offer(first.Key))).RefusedAsync(HttpStatusCode.Conflict, "staff-key.fixed");
    }

    [Theory]
    [InlineData("recipient", "age1pq1nothing")]
    [InlineData("recipient", "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p")]
    [InlineData("signer", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("sealedPassphrase", "YWdlLWVuY3J5cHRpb24ub3JnL3Yx")]
    [InlineData("sealedPassphrase", null)]
    public async Task What_is_no_staff_key_is_refused_and_not_logged(string member, string? value)
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var host = await PortalHost.StartAsync(store);
        using var first = await Newcomer.FirstAsync(host);
        first.Guest.Adopt((string)(await (await first.EnrolAsync("plover", await first.TakeSeedAsync("plover"))).SuccessAsync())["csrf"]!);
        var offer = first.Offer();
        offer[member] = value;
        await (await first.Guest.PutAsync("/staff-key", offer)).RefusedAsync(HttpStatusCode.UnprocessableEntity, "staff-key.malformed");
        await using var cases = await host.OpenCasesAsync();
        Assert.DoesNotContain(cases.Outbox, e => e.Type == "enrol/v1");
    }

    [Theory]
    [InlineData("""{"recipient":"x"}""")]
    [InlineData("""{"recipient":null,"signer":"x"}""")]
    [InlineData("""{"recipient":"x","recipient":"y","signer":"x"}""")]
    [InlineData("""{"recipient":"x","signer":"x","more":1}""")]
    [InlineData("[]")]
    [InlineData("{")]
    public async Task A_body_that_is_not_what_the_endpoint_takes_is_refused_with_a_code(string body)
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var host = await PortalHost.StartAsync(store);
        using var first = await Newcomer.FirstAsync(host);
        await first.EnrolWithKeyAsync("plover");
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        await (await first.Guest.Client.PutAsync("/staff-key", content)).RefusedAsync(HttpStatusCode.BadRequest, "request.malformed");
    }

    private static async Task<JsonObject> OwnAsync(Newcomer member) =>
        await (await member.Guest.Client.GetAsync("/staff-key")).SuccessAsync();
}
