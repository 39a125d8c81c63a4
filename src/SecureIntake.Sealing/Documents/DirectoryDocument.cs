using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using SecureIntake.Sealing.Age;

namespace SecureIntake.Sealing.Documents;

/// <summary>Who belongs to the organisation, by pseudonymous ids, with which keys and roles. Signed by the root; for members only.</summary>
/// <param name="V">1.</param>
/// <param name="Salt">32 random bytes, so that the digest which the log carries tells nothing about the content.</param>
/// <param name="Members">The members.</param>
/// <param name="Benches">The worker benches.</param>
/// <param name="Gates">The gates, whose signatures say to which keys headers are held.</param>
/// <param name="Issued">First day it holds.</param>
/// <param name="Expires">Last day it holds.</param>
public sealed record DirectoryDocument(
    int V, Bytes32 Salt, IReadOnlyList<Member> Members, IReadOnlyList<BenchSigner> Benches, IReadOnlyList<GateSigner> Gates,
    DateOnly Issued, DateOnly Expires) : IDocumentBody<DirectoryDocument>
{
    public static string Kind => "directory/v1";
    public static JsonTypeInfo<DirectoryDocument> Json => StrictJson.Types.DirectoryDocument;

    bool IDocumentBody<DirectoryDocument>.IsSound => V == 1
        && Members.Distinct(member => member.Id) && Members.Distinct(member => member.Recipient)
        && Members.All(member => member.Roles.Count > 0 && member.Roles.Distinct(role => role))
        && Benches.Distinct(bench => bench.Bench)
        && Gates.Distinct(gate => gate.Gate)
        && Members.Select(member => member.Signer).Concat(Benches.Select(bench => bench.Signer)).Concat(Gates.Select(gate => gate.Signer))
            .ToArray().Distinct(signer => signer)
        && Rules.IsLifetime(Issued, Expires);

    /// <summary>Whether it holds on this day.</summary>
    public bool HoldsOn(DateOnly day) => day >= Issued && day <= Expires;
}

/// <summary>A member of the organisation.</summary>
public sealed record Member(
    [property: JsonPropertyName("member")] OpaqueId Id,
    IReadOnlyList<Role> Roles, HybridRecipient Recipient, Signer Signer)
{
    private const int FingerprintBytes = 16;

    /// <summary>
    /// What the member and whoever signs for the root read to each other: the first 16 bytes of SHA-256(<c>secureintake/member/v1</c> LF ‖ id LF ‖
    /// recipient LF ‖ signer LF) in eight groups of four hex digits. It covers both keys, so neither can be exchanged unheard.
    /// </summary>
    [JsonIgnore]
    public string Fingerprint
    {
        get
        {
            var digest = SHA256.HashData(Encoding.ASCII.GetBytes($"secureintake/member/v1\n{Id}\n{Recipient}\n{Signer}\n"));
            return string.Join(' ', Convert.ToHexStringLower(digest, 0, FingerprintBytes).Chunk(4).Select(group => new string(group)));
        }
    }
}

/// <summary>A worker bench and the key that signs its runs and results.</summary>
public sealed record BenchSigner(OpaqueId Bench, Signer Signer);

/// <summary>A gate and the key that signs its week's and cases' keys.</summary>
public sealed record GateSigner(OpaqueId Gate, Signer Signer);
