using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SecureIntake.Hosts.Tests.Infrastructure;
using SecureIntake.Portal.Enrolment;
using SecureIntake.Portal.Staff;

namespace SecureIntake.Hosts.Tests.Portal;

/// <summary>From a link to a member with a key, on the real host.</summary>
public sealed class EnrolmentTests(PostgresServer postgres)
{
    [Theory, BothDatabases]
    public async Task The_first_start_invites_an_administrator_who_enrols_and_invites_the_others(Database database)
    {
        using var store = await Store.CreateAsync(database, postgres);
        await using var host = await PortalHost.StartAsync(store);
        using var first = await Newcomer.FirstAsync(host);
        Assert.Equal("administrator", (string?)(await (await first.Guest.PostAsync("/enrolment", new { token = first.Token })).SuccessAsync())["roles"]![0]);
        await first.EnrolWithKeyAsync("plover");
        Assert.False(File.Exists(Path.Combine(store.Folder, "enrol-administrator.txt")));

        string link = await Newcomer.InviteAsync(first.Guest, "heron", "lead", "verifier");
        using var second = await Newcomer.ByLinkAsync(host, link);
        await second.EnrolWithKeyAsync("heron");
        string home = await second.Guest.LookAsync("/");
        Assert.Contains("heron", home, StringComparison.Ordinal);
        Assert.Contains("lead, verifier", home, StringComparison.Ordinal);

        await using var cases = await host.OpenCasesAsync();
        var entries = await cases.Outbox.OrderBy(e => e.Index).Select(e => e.Type).ToListAsync();
        Assert.Equal(["invite/v1", "enrol/v1", "invite/v1", "enrol/v1"], entries);
        Assert.DoesNotContain(host.Lines.All, line => line.Contains(first.Token, StringComparison.Ordinal) || line.Contains(first.Secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_restart_shows_the_same_link_and_logs_no_second_invitation()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        string token;
        await using (var host = await PortalHost.StartAsync(store))
        {
            using var first = await Newcomer.FirstAsync(host);
            token = first.Token;
        }

        await using var again = await PortalHost.StartAsync(store);
        using var same = await Newcomer.FirstAsync(again);
        Assert.Equal(token, same.Token);
        (await same.Guest.PostAsync("/enrolment", new { token })).EnsureSuccessStatusCode();
        await using var cases = await again.OpenCasesAsync();
        Assert.Equal(1, await cases.Outbox.CountAsync(e => e.Type == "invite/v1"));
    }

    [Fact]
    public async Task A_link_works_once_and_for_three_days()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var host = await PortalHost.StartAsync(store);
        using var first = await Newcomer.FirstAsync(host);
        await first.EnrolWithKeyAsync("plover");
        await (await first.Guest.PostAsync("/enrolment", new { token = first.Token })).RefusedAsync(HttpStatusCode.Gone, "invitation.over");

        using var late = await Newcomer.ByLinkAsync(host, await Newcomer.InviteAsync(first.Guest, "heron", "lead"));
        var offer = await late.TakeSeedAsync("heron");
        host.Time.Advance(Invitation.Life + TimeSpan.FromSeconds(1));
        await (await late.EnrolAsync("heron", offer)).RefusedAsync(HttpStatusCode.Gone, "invitation.over");
        await (await late.Guest.PostAsync("/enrolment", new { token = "no-such-token" })).RefusedAsync(HttpStatusCode.Gone, "invitation.over");
    }

    [Fact]
    public async Task Two_who_use_one_link_at_once_are_one_member()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var host = await PortalHost.StartAsync(store);
        using var one = await Newcomer.FirstAsync(host);
        using var other = await Newcomer.FirstAsync(host);
        var (first, second) = (await one.TakeSeedAsync("plover"), await other.TakeSeedAsync("heron"));
        var answers = await Task.WhenAll(one.EnrolAsync("plover", first), other.EnrolAsync("heron", second));
        Assert.Single(answers, answer => answer.IsSuccessStatusCode);
        await using var staff = await host.Services.GetRequiredService<IDbContextFactory<StaffContext>>().CreateDbContextAsync();
        Assert.Equal(1, await staff.Members.CountAsync());
        Assert.Equal(0, await staff.Invitations.CountAsync());
    }

    [Theory]
    [InlineData("Heron")]
    [InlineData("x")]
    [InlineData("a name")]
    [InlineData("-heron")]
    [InlineData("heron-")]
    [InlineData("цапля")]
    public async Task What_is_no_pseudonym_is_refused(string pseudonym)
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var host = await PortalHost.StartAsync(store);
        using var first = await Newcomer.FirstAsync(host);
        await (await first.Guest.PostAsync("/enrolment/code", new { token = first.Token, pseudonym }))
            .RefusedAsync(HttpStatusCode.BadRequest, "pseudonym.malformed");
    }

    [Fact]
    public async Task A_wrong_code_or_a_forged_seed_makes_no_member()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var host = await PortalHost.StartAsync(store);
        using var first = await Newcomer.FirstAsync(host);
        var offer = await first.TakeSeedAsync("plover");
        string wrong = first.Code == "000000" ? "000001" : "000000";
        await (await first.EnrolAsync("plover", offer, wrong)).RefusedAsync(HttpStatusCode.UnprocessableEntity, "code.wrong");
        offer["pending"] = Convert.ToBase64String(new byte[64]);
        await (await first.EnrolAsync("plover", offer)).RefusedAsync(HttpStatusCode.UnprocessableEntity, "code.wrong");
        await using var staff = await host.Services.GetRequiredService<IDbContextFactory<StaffContext>>().CreateDbContextAsync();
        Assert.False(await staff.Members.AnyAsync());
    }

    [Fact]
    public async Task A_passkey_whose_extension_results_were_not_stripped_is_refused_unseen()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var host = await PortalHost.StartAsync(store);
        using var first = await Newcomer.FirstAsync(host);
        string canary = Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
        var credential = new { id = "x", clientExtensionResults = new { prf = new { results = new { first = canary } } } };
        await (await first.Guest.PostAsync("/passkeys/attestation", new { token = first.Token, pseudonym = "plover", credential }))
            .RefusedAsync(HttpStatusCode.BadRequest, "passkey.tells-too-much");
        await (await first.Guest.PostAsync("/passkeys/assertion", new { credential })).RefusedAsync(HttpStatusCode.BadRequest, "passkey.tells-too-much");
        Assert.DoesNotContain(host.Lines.All, line => line.Contains(canary, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_passkey_answer_without_a_ceremony_is_refused()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var host = await PortalHost.StartAsync(store);
        using var first = await Newcomer.FirstAsync(host);
        var credential = new { id = "x", clientExtensionResults = new { } };
        await (await first.Guest.PostAsync("/passkeys/attestation", new { token = first.Token, pseudonym = "plover", credential }))
            .RefusedAsync(HttpStatusCode.BadRequest, "passkey.ceremony");
        await (await first.Guest.PostAsync("/passkeys/assertion", new { credential })).RefusedAsync(HttpStatusCode.BadRequest, "passkey.ceremony");
    }

    [Fact]
    public async Task Nobody_is_invited_to_roles_that_one_person_must_not_hold()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var host = await PortalHost.StartAsync(store);
        using var first = await Newcomer.FirstAsync(host);
        await first.EnrolWithKeyAsync("plover");
        foreach (string[] roles in new[] { Array.Empty<string>(), ["administrator", "lead"], ["auditor", "verifier"], ["owner"] })
            Assert.Equal("", await Newcomer.InviteAsync(first.Guest, "", roles));
        await using var staff = await host.Services.GetRequiredService<IDbContextFactory<StaffContext>>().CreateDbContextAsync();
        Assert.False(await staff.Invitations.AnyAsync());
    }

    [Fact]
    public async Task A_withdrawn_invitation_enrols_nobody()
    {
        using var store = await Store.CreateAsync(Database.Sqlite, postgres);
        await using var host = await PortalHost.StartAsync(store);
        using var first = await Newcomer.FirstAsync(host);
        await first.EnrolWithKeyAsync("plover");
        using var invited = await Newcomer.ByLinkAsync(host, await Newcomer.InviteAsync(first.Guest, "heron", "lead"));
        await using var staff = await host.Services.GetRequiredService<IDbContextFactory<StaffContext>>().CreateDbContextAsync();
        string member = (await staff.Invitations.SingleAsync()).Member.Text;
        await first.Guest.SubmitAsync("/members?handler=withdraw", ("member", member));
        await (await invited.Guest.PostAsync("/enrolment", new { token = invited.Token })).RefusedAsync(HttpStatusCode.Gone, "invitation.over");
    }
}
