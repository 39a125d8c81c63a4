using System.Text.Json.Serialization.Metadata;
using SecureIntake.Sealing.Age;

namespace SecureIntake.Sealing.Documents;

/// <summary>A lead's order to the bench: which stage, by which grants, and who may read the output. Signed by the lead.</summary>
/// <param name="V">1.</param>
/// <param name="Lease">Its id.</param>
/// <param name="Case">The case.</param>
/// <param name="Stage">The stage, for example <c>examine</c>.</param>
/// <param name="Grants">Body digests of the grants to the bench.</param>
/// <param name="Run">The run of the bench that may act on it.</param>
/// <param name="Readers">Exactly those the output is sealed to.</param>
/// <param name="By">The lead.</param>
/// <param name="Expires">When it ends.</param>
public sealed record LeaseDocument(
    int V, OpaqueId Lease, OpaqueId Case, string Stage, IReadOnlyList<Bytes32> Grants, OpaqueId Run, IReadOnlyList<Reader> Readers,
    OpaqueId By, DateTimeOffset Expires) : IDocumentBody<LeaseDocument>
{
    public static string Kind => "lease/v1";
    public static JsonTypeInfo<LeaseDocument> Json => StrictJson.Types.LeaseDocument;

    bool IDocumentBody<LeaseDocument>.IsSound => V == 1 && Stage.Length > 0
        && Grants.Count > 0 && Grants.Distinct(grant => grant)
        && Readers.Count > 0 && Readers.Distinct(reader => reader.Member);
}

/// <summary>A member whom output is sealed to.</summary>
public sealed record Reader(OpaqueId Member, HybridRecipient Recipient);
