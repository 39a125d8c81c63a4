using System.Net;
using SecureIntake.Hosts.Tests.Infrastructure;

namespace SecureIntake.Hosts.Tests.Portal;

/// <summary>The door: passphrase and one-time code. Passkeys need a browser and are tried in the journeys.</summary>
public sealed class SignInTests(PostgresServer postgres)
{
    [Theory, BothDatabases]
    public async Task Secret_and_code_open_a_session_and_a_code_opens_only_one(Database database)
    {
        using var store = await Store.CreateAsync(database, postgres);
        await using var host = await PortalHost.StartAsync(store);
        using var member = await Newcomer.FirstAsync(host);
        await member.EnrolWithKeyAsync("plover");

        using var door = await Guest.ArriveAsync(host);
        await (await member.SignInAsync(door, "plover")).RefusedAsync(HttpStatusCode.Unauthorized, "sign-in.refused");
        host.Time.Advance(TimeSpan.FromSeconds(30));
        door.Adopt((string)(await (await member.SignInAsync(door, "plover")).SuccessAsync())["csrf"]!);
        Assert.Contains("What waits for you", await door.LookAsync("/"), StringComparison.Ordinal);
        using var shoulder = await Guest.ArriveAsync(host);
        await (await member.SignInAsync(shoulder, "plover")).RefusedAsync(HttpStatusCode.Unauthorized, "sign-in.refused");
    }

    [Fact, Defends("T-18")]
    public async Task Ten_wrong_tries_let_the_account_rest_for_five_minutes()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var host = await PortalHost.StartAsync(store);
        using var member = await Newcomer.FirstAsync(host);
        await member.EnrolWithKeyAsync("plover");
        host.Time.Advance(TimeSpan.FromMinutes(1));
        using var door = await Guest.ArriveAsync(host);
        string wrong = Convert.ToBase64String(new byte[32]);
        for (int i = 0; i < 10; i++)
            await (await member.SignInAsync(door, "plover", wrong)).RefusedAsync(HttpStatusCode.Unauthorized, "sign-in.refused");
        await (await member.SignInAsync(door, "plover")).RefusedAsync(HttpStatusCode.TooManyRequests, "sign-in.resting");
    }

    [Fact, Defends("T-18")]
    public async Task The_door_does_not_tell_who_is_a_member()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var host = await PortalHost.StartAsync(store);
        using var member = await Newcomer.FirstAsync(host);
        await member.EnrolWithKeyAsync("plover");
        using var door = await Guest.ArriveAsync(host);

        Assert.Equal(Convert.ToBase64String(member.Salt), await SaltAsync(door, "plover"));
        string nobody = await SaltAsync(door, "heron");
        Assert.Equal(16, Convert.FromBase64String(nobody).Length);
        Assert.Equal(nobody, await SaltAsync(door, "heron"));
        Assert.NotEqual(nobody, await SaltAsync(door, "kestrel"));
        await (await member.SignInAsync(door, "heron")).RefusedAsync(HttpStatusCode.Unauthorized, "sign-in.refused");
    }

    [Fact]
    public async Task Signing_out_ends_the_session()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var host = await PortalHost.StartAsync(store);
        using var member = await Newcomer.FirstAsync(host);
        await member.EnrolWithKeyAsync("plover");
        await member.Guest.LookAsync("/");
        await member.Guest.SubmitAsync("/sign-out");
        var answer = await member.Guest.Client.GetAsync("/staff-key");
        await answer.RefusedAsync(HttpStatusCode.Unauthorized, "sign-in.needed");
    }

    [Fact]
    public async Task A_request_under_another_host_name_is_refused()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var host = await PortalHost.StartAsync(store);
        using var client = host.Connect();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/sign-in");
        request.Headers.Host = "elsewhere.example";
        Assert.Equal(HttpStatusCode.BadRequest, (await client.SendAsync(request)).StatusCode);
    }

    private static async Task<string> SaltAsync(Guest door, string pseudonym) =>
        (string)(await (await door.PostAsync("/sign-in/salt", new { pseudonym })).SuccessAsync())["salt"]!;
}
