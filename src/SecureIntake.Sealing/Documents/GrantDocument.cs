using System.Text.Json.Serialization.Metadata;
using SecureIntake.Sealing.Parts;

namespace SecureIntake.Sealing.Documents;

/// <summary>A re-addressed header's terms: one part, one grantee, one purpose, an end. Signed by the granter.</summary>
/// <param name="V">1.</param>
/// <param name="Grant">Its id.</param>
/// <param name="Case">The case.</param>
/// <param name="Part">The part.</param>
/// <param name="Compartment">The part's compartment.</param>
/// <param name="Payload">SHA-256 of the part's payload.</param>
/// <param name="Commitment">The file key's commitment.</param>
/// <param name="Grantee">A member, or the run of a bench.</param>
/// <param name="Recipient">SHA-256 of the grantee's recipient bytes.</param>
/// <param name="Purpose">What for.</param>
/// <param name="Expires">When it ends.</param>
/// <param name="By">The granter: a member or a bench.</param>
public sealed record GrantDocument(
    int V, OpaqueId Grant, OpaqueId Case, OpaqueId Part, Compartment Compartment, Bytes32 Payload, Bytes32 Commitment,
    OpaqueId Grantee, Bytes32 Recipient, GrantPurpose Purpose, DateTimeOffset Expires, OpaqueId By) : IDocumentBody<GrantDocument>
{
    public static string Kind => "grant/v1";
    public static JsonTypeInfo<GrantDocument> Json => StrictJson.Types.GrantDocument;

    bool IDocumentBody<GrantDocument>.IsSound => V == 1;
}
