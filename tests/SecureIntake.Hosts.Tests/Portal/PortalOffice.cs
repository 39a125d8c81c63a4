using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SecureIntake.Audit.Events;
using SecureIntake.Cases.Auditing;
using SecureIntake.Cases.Staff;
using SecureIntake.Opening;
using SecureIntake.Portal.Log;
using SecureIntake.Portal.Staff;
using SecureIntake.Portal.Trust;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Documents;
using DirectoryMember = SecureIntake.Sealing.Documents.Member;
using Role = SecureIntake.Sealing.Documents.Role;
using SignedDocument = SecureIntake.Sealing.Documents.SignedDocument;

namespace SecureIntake.Hosts.Tests.Portal;

/// <summary>A made-up office with everyone whom a case needs, listed by a root, signed in at a portal.</summary>
internal sealed class PortalOffice : IDisposable
{
    private readonly SigningKey _root = SigningKey.Create(RandomNumberGenerator.Fill);
    private readonly HybridIdentity[] _custodians = [.. Enumerable.Range(0, 3).Select(_ => HybridIdentity.Create(RandomNumberGenerator.Fill))];

    public Person Lead { get; } = new("heron", Role.Lead);

    public Person Deputy { get; } = new("kestrel", Role.Lead);

    /// <summary>A lead who has nothing to do with the case.</summary>
    public Person OtherLead { get; } = new("swift", Role.Lead);

    public Person Verifier { get; } = new("linnet", Role.Verifier);

    public Person OtherVerifier { get; } = new("wren", Role.Verifier);

    public Person Auditor { get; } = new("stork", Role.Auditor);

    public Person Administrator { get; } = new("plover", Role.Administrator);

    public IReadOnlyList<Person> People => [Lead, Deputy, OtherLead, Verifier, OtherVerifier, Auditor, Administrator];

    /// <summary>How many leads the policy asks to sign a desk line.</summary>
    public int DeskSignatures { get; init; } = 2;

    /// <summary>Who must cosign the log, as the root signs it.</summary>
    public string Witnesses { get; set; } = PolicyDocument.NoWitnesses;

    public SigningKey Bench { get; } = SigningKey.Create(RandomNumberGenerator.Fill);

    public OpaqueId BenchId { get; } = OpaqueId.Create(RandomNumberGenerator.Fill);

    public byte[] DeskSeed { get; } = RandomNumberGenerator.GetBytes(HybridIdentity.SeedSize);

    public HybridIdentity Custodian(int number) => _custodians[number - 1];

    /// <summary>Publishes what the root signs, puts everyone into the portal's store, and signs them in.</summary>
    public async Task OpenAsync(PortalHost host)
    {
        await File.WriteAllTextAsync(
            Path.Combine(host.StorageFolder, "root.fingerprint"), Root.Of(1, [_root.Signer]).Fingerprint);
        var (policy, directory, roster) = Publish(host, People);
        await RecordAsync(host, policy, roster);
        await using (var cases = await host.OpenCasesAsync())
        {
            foreach (var document in new[] { policy, directory, roster })
                cases.Publications.Add(new Publication { Kind = document.Kind, Document = Encoding.UTF8.GetString(document.ToJson()) });
            await cases.SaveChangesAsync();
        }

        host.Services.GetRequiredService<CurrentWorld>().Forget();
        await using (var staff = await host.Services.GetRequiredService<IDbContextFactory<StaffContext>>().CreateDbContextAsync())
        {
            staff.Members.AddRange(People.Select(person => person.ToRow()));
            await staff.SaveChangesAsync();
        }

        await SignInAsync(host);
    }

    /// <summary>Strikes someone in the log; what the portal has in force lists them still.</summary>
    public async Task StrikeInLogAsync(PortalHost host, Person struck)
    {
        var (policy, _, roster) = Publish(host, [.. People.Where(person => person != struck)]);
        await RecordAsync(host, policy, roster);
    }

    /// <summary>The root signs anew, without someone perhaps; the log has it, and what was in force before is replaced.</summary>
    public async Task PublishAgainAsync(PortalHost host, Person? without = null)
    {
        var (policy, directory, roster) = Publish(host, [.. People.Where(person => person != without)]);
        await RecordAsync(host, policy, roster);
        await using var cases = await host.OpenCasesAsync();
        foreach (var document in new[] { policy, directory, roster })
            (await cases.Publications.SingleAsync(p => p.Kind == document.Kind)).Document = Encoding.UTF8.GetString(document.ToJson());
        await cases.SaveChangesAsync();
        host.Services.GetRequiredService<CurrentWorld>().Forget();
    }

    /// <summary>Gives everyone a fresh session.</summary>
    public async Task SignInAsync(PortalHost host)
    {
        await using var staff = await host.Services.GetRequiredService<IDbContextFactory<StaffContext>>().CreateDbContextAsync();
        foreach (var person in People)
            await person.SignInAsync(host, await staff.Members.SingleAsync(m => m.Id == person.Id.Text));
    }

    public void Dispose()
    {
        _root.Dispose();
        Bench.Dispose();
        foreach (var person in People)
            person.Dispose();
        foreach (var custodian in _custodians)
            custodian.Dispose();
    }

    private static async Task RecordAsync(PortalHost host, params SignedDocument[] documents)
    {
        foreach (var document in documents)
            await host.Services.GetRequiredService<Sequencer>().RecordAsync(new DocumentPublished(document.ForLog()), CancellationToken.None);
    }

    private (SignedDocument Policy, SignedDocument Directory, SignedDocument Roster) Publish(PortalHost host, IReadOnlyList<Person> people)
    {
        var today = DateOnly.FromDateTime(host.Time.GetUtcNow().UtcDateTime);
        var ends = today.AddDays(90);
        BenchSigner[] benches = [new BenchSigner(BenchId, Bench.Signer)];
        MemberSigner[] signers = [.. people.Select(person => new MemberSigner(person.Opaque, person.Key.SigningKey.Signer))];
        var policy = _root.Sign(SignedDocument.Unsigned(new PolicyDocument(
            1, Root.Of(1, [_root.Signer]), host.Services.GetRequiredService<LogOfOrganisation>().Key.ToString(),
            [.. people.Where(person => person.Roles.Contains(Role.Lead)).Select(lead => new MemberSigner(lead.Opaque, lead.Key.SigningKey.Signer))], DeskSignatures,
            [.. _custodians.Select((custodian, at) => new Custodian(at + 1, custodian.Recipient))], 2, Witnesses, "http://intake.localhost", today, ends)));
        var directory = _root.Sign(SignedDocument.Unsigned(new DirectoryDocument(
            1, new Bytes32(RandomNumberGenerator.GetBytes(32)),
            [.. people.Select(person => new DirectoryMember(person.Opaque, person.Roles, person.Key.Identity.Recipient, person.Key.SigningKey.Signer))],
            benches, [.. host.Gates.Select(gate => gate.Listed)], today, ends)));
        var roster = _root.Sign(SignedDocument.Unsigned(new RosterDocument(1, policy.BodyDigest, directory.BodyDigest, signers, benches, today, ends)));
        return (policy, directory, roster);
    }
}
