using System.Net;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using SecureIntake.Audit.Log;
using SecureIntake.Audit.Verification;
using SecureIntake.Hosts.Tests.Infrastructure;
using SecureIntake.Opening;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Documents;

namespace SecureIntake.Hosts.Tests.Portal;

/// <summary>What goes to the root ceremony and what comes back.</summary>
public sealed class MembershipTests(PostgresServer postgres)
{
    [Theory, BothDatabases]
    public async Task What_the_root_signed_enters_the_log_and_is_in_force(Database database)
    {
        await using var office = await Staffed.OpenAsync(postgres, database);
        await (await office.Lead.Guest.Client.GetAsync("/trust.json")).RefusedAsync(HttpStatusCode.ServiceUnavailable, "trust.missing");
        await office.PublishAsync();

        var trust = await (await office.Lead.Guest.Client.GetAsync("/trust.json")).SuccessAsync();
        Assert.Equal(office.Root.Root.Fingerprint, (string?)trust["rootFingerprint"]);
        Assert.Contains("Signed by the root", await office.Administrator.Guest.LookAsync("/members"), StringComparison.Ordinal);
        await using var cases = await office.Host.OpenCasesAsync();
        var types = await cases.Outbox.Where(e => e.Index != null).OrderBy(e => e.Index).Select(e => e.Type).ToListAsync();
        Assert.Equal(["policy/v1", "roster/v1"], types[^2..]);
    }

    [Fact, Defends("T-17")]
    public async Task The_same_publication_may_come_twice_but_no_older_one_comes_back()
    {
        await using var office = await Staffed.OpenAsync(postgres);
        var first = await office.Root.SignAsync(office.Host, office.Administrator.Guest);
        var second = await office.Root.SignAsync(office.Host, office.Administrator.Guest);
        var earlier = await office.Root.SignAsync(office.Host, office.Administrator.Guest, issuedInDays: -1);
        (await RootCeremony.PublishAsync(office.Administrator.Guest, first)).EnsureSuccessStatusCode();
        (await RootCeremony.PublishAsync(office.Administrator.Guest, first)).EnsureSuccessStatusCode();
        (await RootCeremony.PublishAsync(office.Administrator.Guest, second)).EnsureSuccessStatusCode();
        // A signature more, by a key of one's own, makes no other document.
        using var own = SigningKey.Create(RandomNumberGenerator.Fill);
        foreach (var old in new[] { first, earlier, first.Map(own.Sign) })
            await (await RootCeremony.PublishAsync(office.Administrator.Guest, old)).RefusedAsync(HttpStatusCode.Conflict, "publication.older");
    }

    [Fact]
    public async Task Without_the_pinned_root_nothing_is_published()
    {
        await using var office = await Staffed.OpenAsync(postgres);
        var publication = await office.Root.SignAsync(office.Host, office.Administrator.Guest);
        File.Delete(Path.Combine(office.Host.StorageFolder, "root.fingerprint"));
        await (await RootCeremony.PublishAsync(office.Administrator.Guest, publication)).RefusedAsync(HttpStatusCode.Conflict, "root.missing");
        Assert.Contains("root’s fingerprint is missing", WebUtility.HtmlDecode(await office.Administrator.Guest.LookAsync("/members")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_root_is_refused()
    {
        await using var office = await Staffed.OpenAsync(postgres);
        using var other = new RootCeremony();
        await RefusedAsync(office, await other.SignAsync(office.Host, office.Administrator.Guest), HttpStatusCode.UnprocessableEntity, "publication.root");
    }

    [Fact]
    public async Task An_unsigned_or_expired_publication_is_refused()
    {
        await using var office = await Staffed.OpenAsync(postgres);
        var publication = await office.Root.SignAsync(office.Host, office.Administrator.Guest);
        var other = await office.Root.SignAsync(office.Host, office.Administrator.Guest, request => request with { K = 3 });
        var mixed = publication with { Roster = other.Roster };
        await RefusedAsync(office, mixed, HttpStatusCode.UnprocessableEntity, "publication.malformed");
        var expired = await office.Root.SignAsync(office.Host, office.Administrator.Guest, issuedInDays: -91);
        await RefusedAsync(office, expired, HttpStatusCode.UnprocessableEntity, "publication.expired");
        var unsigned = publication.Map(document => SignedDocument.TryParse(Unsigned(document), out var bare) ? bare : document);
        await RefusedAsync(office, unsigned, HttpStatusCode.UnprocessableEntity, "publication.unsigned");
        // The request in place of what the ceremony made of it.
        using var body = new ByteArrayContent(await office.Administrator.Guest.Client.GetByteArrayAsync("/members/request.json"));
        await (await office.Administrator.Guest.Client.PostAsync("/members/publication", body))
            .RefusedAsync(HttpStatusCode.UnprocessableEntity, "publication.malformed");
    }

    [Fact]
    public async Task A_publication_for_another_log_is_refused()
    {
        await using var office = await Staffed.OpenAsync(postgres);
        using var signer = new LogSigner("elsewhere.example/log", RandomNumberGenerator.GetBytes(32));
        var publication = await office.Root.SignAsync(
            office.Host, office.Administrator.Guest, request => request with { Log = signer.Key.ToString() });
        await RefusedAsync(office, publication, HttpStatusCode.UnprocessableEntity, "publication.log");
    }

    [Fact, Defends("T-17")]
    public async Task Exchanged_keys_unknown_people_and_added_roles_are_refused()
    {
        await using var office = await Staffed.OpenAsync(postgres);
        using var thief = StaffKey.Create(RandomNumberGenerator.Fill);
        Func<SigningRequest, SigningRequest>[] changes =
        [
            request => Replace(request, member => member with { Recipient = thief.Identity.Recipient }),
            request => Replace(request, member => member with { Signer = thief.SigningKey.Signer }),
            request => Replace(request, member => member with { Roles = [.. member.Roles, Role.Verifier] }),
            request => request with
            {
                Members = [.. request.Members, new Member(OpaqueId.Create(RandomNumberGenerator.Fill), [Role.Lead], thief.Identity.Recipient, thief.SigningKey.Signer)],
            },
        ];
        foreach (var change in changes)
        {
            var publication = await office.Root.SignAsync(office.Host, office.Administrator.Guest, change);
            await RefusedAsync(office, publication, HttpStatusCode.Conflict, "publication.members");
        }
    }

    [Fact]
    public async Task What_the_root_signed_ends_and_with_it_every_role_but_the_administrators()
    {
        await using var office = await Staffed.OpenAsync(postgres);
        await office.PublishAsync();
        Assert.Equal(HttpStatusCode.OK, (await office.Lead.Guest.Client.GetAsync("/desk-keys")).StatusCode);
        office.Host.Time.Advance(TimeSpan.FromDays(91));
        // Sessions have ended too: the members come back.
        foreach (var (member, name) in new[] { (office.Lead, "heron"), (office.Administrator, "plover") })
        {
            await member.Guest.LookAsync("/sign-in");
            member.Guest.Adopt((string)(await (await member.SignInAsync(member.Guest, name)).SuccessAsync())["csrf"]!);
        }

        await (await office.Lead.Guest.Client.GetAsync("/desk-keys")).RefusedAsync(HttpStatusCode.Forbidden, "access.denied");
        await office.PublishAsync();
        Assert.Equal(HttpStatusCode.OK, (await office.Lead.Guest.Client.GetAsync("/desk-keys")).StatusCode);
    }

    [Fact]
    public async Task The_log_of_a_young_office_verifies_offline_from_the_root_alone()
    {
        await using var office = await Staffed.OpenAsync(postgres);
        await office.PublishAsync();
        var folder = new LogFolder(Path.Combine(office.Host.StorageFolder, "log"));
        var verdict = await new LogVerifier(folder, new Authority(office.Root.Root.Fingerprint, log: null)).VerifyAsync(CancellationToken.None);
        Assert.Equal(8, Assert.IsType<Verdict.Verified>(verdict).Checkpoint.Size);
    }

    private static byte[] Unsigned(SignedDocument document)
    {
        var json = System.Text.Json.Nodes.JsonNode.Parse(document.ToJson())!;
        json["signatures"] = new System.Text.Json.Nodes.JsonArray();
        return System.Text.Encoding.UTF8.GetBytes(json.ToJsonString());
    }

    private static SigningRequest Replace(SigningRequest request, Func<Member, Member> change) =>
        request with { Members = [.. request.Members.Select(member => member.Roles.Contains(Role.Administrator) ? change(member) : member)] };

    private static async Task RefusedAsync(Staffed office, RootPublication publication, HttpStatusCode status, string code)
    {
        await (await RootCeremony.PublishAsync(office.Administrator.Guest, publication)).RefusedAsync(status, code);
        await using var cases = await office.Host.OpenCasesAsync();
        Assert.False(await cases.Publications.AnyAsync());
        Assert.False(await cases.Outbox.AnyAsync(e => e.Type == "policy/v1"));
    }
}
