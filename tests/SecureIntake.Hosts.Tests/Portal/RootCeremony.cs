using System.Security.Cryptography;
using System.Text;
using SecureIntake.Opening;
using SecureIntake.Sealing.Documents;

namespace SecureIntake.Hosts.Tests.Portal;

/// <summary>The root of a made-up organisation, as the command line plays it: signs what the portal asks for.</summary>
internal sealed class RootCeremony : IDisposable
{
    private readonly SigningKey _key = SigningKey.Create(RandomNumberGenerator.Fill);
    private readonly HybridIdentity[] _custodians = [.. Enumerable.Range(0, 3).Select(_ => HybridIdentity.Create(RandomNumberGenerator.Fill))];

    public Root Root => Root.Of(1, [_key.Signer]);

    /// <summary>Pins this root at a portal.</summary>
    public Task PinAsync(PortalHost host) => File.WriteAllTextAsync(Path.Combine(host.StorageFolder, "root.fingerprint"), Root.Fingerprint + "\n");

    /// <summary>Fetches the request and signs it.</summary>
    public async Task<RootPublication> SignAsync(
        PortalHost host, Guest administrator, Func<SigningRequest, SigningRequest>? change = null, int issuedInDays = 0,
        string witnesses = PolicyDocument.NoWitnesses)
    {
        byte[] json = await administrator.Client.GetByteArrayAsync("/members/request.json");
        Assert.True(SigningRequest.TryParse(json, out var request));
        request = request with { Custodians = [.. _custodians.Select((custodian, at) => new Custodian(at + 1, custodian.Recipient))] };
        var issued = DateOnly.FromDateTime(host.Time.GetUtcNow().UtcDateTime).AddDays(issuedInDays);
        var publication = (change?.Invoke(request) ?? request)
            .ToPublication(Root, new Bytes32(RandomNumberGenerator.GetBytes(32)), issued, issued.AddDays(90), witnesses)!;
        return publication.Map(_key.Sign);
    }

    /// <summary>Uploads a publication as the page does.</summary>
    public static async Task<HttpResponseMessage> PublishAsync(Guest administrator, RootPublication publication)
    {
        using var body = new StringContent(Encoding.UTF8.GetString(publication.ToJson()), Encoding.UTF8, "application/json");
        return await administrator.Client.PostAsync("/members/publication", body);
    }

    public void Dispose()
    {
        _key.Dispose();
        foreach (var custodian in _custodians)
            custodian.Dispose();
    }
}
