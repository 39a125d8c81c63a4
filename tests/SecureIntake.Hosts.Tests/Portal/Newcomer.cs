using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OtpNet;
using SecureIntake.Opening;
using SecureIntake.Sealing.Age;

namespace SecureIntake.Hosts.Tests.Portal;

/// <summary>Someone with an enrolment link, who enrols by passphrase: what their browser computes and sends.</summary>
internal sealed partial class Newcomer(PortalHost host, Guest guest, string token) : IDisposable
{
    private byte[] _seed = [];

    public Guest Guest => guest;

    public string Token => token;

    /// <summary>What the browser derives from the passphrase. Argon2id is the browser's matter; the portal sees 32 bytes.</summary>
    public string Secret { get; } = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    public byte[] Salt { get; } = RandomNumberGenerator.GetBytes(16);

    public StaffKey Key { get; } = StaffKey.Create(RandomNumberGenerator.Fill);

    /// <summary>The one-time code that the authenticator shows now.</summary>
    public string Code => new Totp(_seed).ComputeTotp(host.Time.GetUtcNow().UtcDateTime);

    /// <summary>Arrives by the link that the portal made at its first start.</summary>
    public static async Task<Newcomer> FirstAsync(PortalHost host)
    {
        string file = Path.Combine(host.StorageFolder, "enrol-administrator.txt");
        for (int wait = 0; !File.Exists(file) && wait < 100; wait++)
            await Task.Delay(50);
        return await ByLinkAsync(host, (await File.ReadAllTextAsync(file)).Trim());
    }

    /// <summary>Arrives by a link.</summary>
    public static async Task<Newcomer> ByLinkAsync(PortalHost host, string link) =>
        new(host, await Guest.ArriveAsync(host), link.Split('#')[1]);

    /// <summary>Lets a member invite someone on the members page, and takes the link from it.</summary>
    public static async Task<string> InviteAsync(Guest inviter, string pseudonym, params string[] roles)
    {
        await inviter.LookAsync("/members");
        string page = await inviter.SubmitAsync(
            "/members?handler=invite", [("Pseudonym", pseudonym), .. roles.Select(role => ("Roles", role))]);
        return System.Net.WebUtility.HtmlDecode(Link().Match(page).Groups[1].Value);
    }

    /// <summary>Takes a seed for one-time codes and answers with it; the portal has not kept anything yet.</summary>
    public async Task<JsonObject> TakeSeedAsync(string pseudonym)
    {
        var offer = await (await guest.PostAsync("/enrolment/code", new { token, pseudonym })).SuccessAsync();
        _seed = Base32Encoding.ToBytes((string)offer["seed"]!);
        return offer;
    }

    /// <summary>Sends secret and first code.</summary>
    public Task<HttpResponseMessage> EnrolAsync(string pseudonym, JsonObject offer, string? code = null) => guest.PostAsync(
        "/enrolment/passphrase", new { token, pseudonym, salt = Salt, secret = Secret, pending = (string)offer["pending"]!, code = code ?? Code });

    /// <summary>The whole way: account, session and key.</summary>
    public async Task EnrolWithKeyAsync(string pseudonym)
    {
        var begun = await (await EnrolAsync(pseudonym, await TakeSeedAsync(pseudonym))).SuccessAsync();
        guest.Adopt((string)begun["csrf"]!);
        (await guest.PutAsync("/staff-key", Offer())).EnsureSuccessStatusCode();
    }

    /// <summary>The key as the browser would leave it at the portal.</summary>
    public JsonObject Offer(StaffKey? key = null) => new()
    {
        ["recipient"] = (key ?? Key).Identity.Recipient.ToString(),
        ["signer"] = (key ?? Key).SigningKey.Signer.ToString(),
        ["sealedPassphrase"] = Convert.ToBase64String(SealedSeed()),
    };

    /// <summary>Bytes of the form of a sealed seed; what is in them only the member's browser could tell.</summary>
    public static byte[] SealedSeed()
    {
        using var identity = HybridIdentity.Create(RandomNumberGenerator.Fill);
        using var fileKey = FileKey.Create(RandomNumberGenerator.Fill);
        using var payload = new MemoryStream();
        using (var writer = new PayloadWriter(fileKey, payload, RandomNumberGenerator.Fill))
        {
            writer.Write(RandomNumberGenerator.GetBytes(32));
            writer.Complete();
        }

        return [.. Header.Create(fileKey, identity.Recipient, RandomNumberGenerator.Fill).ToBytes(), .. payload.ToArray()];
    }

    /// <summary>Signs in at the door with the passphrase's secret.</summary>
    public Task<HttpResponseMessage> SignInAsync(Guest at, string pseudonym, string? secret = null, string? code = null) =>
        at.PostAsync("/sign-in/passphrase", new { pseudonym, secret = secret ?? Secret, code = code ?? Code });

    public void Dispose()
    {
        guest.Dispose();
        Key.Dispose();
    }

    [GeneratedRegex("""id="enrolment-link">([^<]+)<""")]
    private static partial Regex Link();
}
