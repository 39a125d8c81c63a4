using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace SecureIntake.Sealing.Documents;

/// <summary>What the portal asks the root to sign (FORMAT.md §4). Unsigned: the signers check it before they sign.</summary>
/// <param name="Members">The members, by pseudonymous ids.</param>
/// <param name="Benches">The benches.</param>
/// <param name="Gates">The gates.</param>
/// <param name="Log">The log's verifier key.</param>
/// <param name="Custodians">Who holds shares; may be empty where they are given at the ceremony.</param>
/// <param name="K">How many shares open a source part.</param>
/// <param name="DeskSignatures">How many leads sign a desk line.</param>
/// <param name="Address">Where the intake is.</param>
public sealed record SigningRequest(
    IReadOnlyList<Member> Members, IReadOnlyList<BenchSigner> Benches, IReadOnlyList<GateSigner> Gates, string Log,
    IReadOnlyList<Custodian> Custodians, int K, int DeskSignatures, string Address)
{
    /// <summary>Reads a request.</summary>
    public static bool TryParse(ReadOnlySpan<byte> json, [NotNullWhen(true)] out SigningRequest? request)
    {
        request = StrictJson.Read(json, StrictJson.Types.SigningRequest);
        return request is not null;
    }

    /// <summary>The request as JSON.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, StrictJson.Types.SigningRequest);

    /// <summary>The documents that this request becomes, unsigned.</summary>
    /// <param name="root">The keys that will sign.</param>
    /// <param name="salt">32 random bytes for the directory.</param>
    /// <param name="issued">First day.</param>
    /// <param name="expires">Last day.</param>
    /// <param name="witnesses">Who must have cosigned the log. Not part of the request: the portal whom witnesses watch does not choose them.</param>
    /// <returns>Null where the documents would break a rule of their kind: no lead, two members with one key, k above the custodians.</returns>
    public RootPublication? ToPublication(Root root, Bytes32 salt, DateOnly issued, DateOnly expires, string witnesses)
    {
        var directory = SignedDocument.Unsigned(new DirectoryDocument(1, salt, Members, Benches, Gates, issued, expires));
        var policy = SignedDocument.Unsigned(new PolicyDocument(
            1, root, Log, [.. Members.Where(member => member.Roles.Contains(Role.Lead)).Select(Signing)], DeskSignatures, Custodians, K,
            witnesses, Address, issued, expires));
        var roster = SignedDocument.Unsigned(
            new RosterDocument(1, policy.BodyDigest, directory.BodyDigest, [.. Members.Select(Signing)], Benches, issued, expires));
        var publication = new RootPublication(policy, directory, roster);
        return publication.TryRead(out _) ? publication : null;
    }

    private static MemberSigner Signing(Member member) => new(member.Id, member.Signer);
}
