using System.Text.Json.Serialization.Metadata;
using SecureIntake.Sealing.Age;

namespace SecureIntake.Sealing.Documents;

/// <summary>A gate's key for one desk week or one case: what headers are held by. Signed by the gate's signer, which the directory lists.</summary>
/// <param name="V">1.</param>
/// <param name="Gate">The gate.</param>
/// <param name="Scope">The week or the case.</param>
/// <param name="Recipient">The key's public half.</param>
public sealed record GateKeyDocument(int V, OpaqueId Gate, GateScope Scope, HybridRecipient Recipient) : IDocumentBody<GateKeyDocument>
{
    public static string Kind => "gate/v1";
    public static JsonTypeInfo<GateKeyDocument> Json => StrictJson.Types.GateKeyDocument;

    bool IDocumentBody<GateKeyDocument>.IsSound => V == 1;

    /// <summary>The key that a document gives for a scope, if this gate signed it; null for anything else.</summary>
    public static HybridRecipient? RecipientOf(SignedDocument document, GateScope scope, GateSigner gate) =>
        document.TryRead<GateKeyDocument>(out var key) && key.Scope == scope && key.Gate == gate.Gate && document.IsSignedBy(gate.Signer) ? key.Recipient : null;

    /// <summary>
    /// The keys of all gates that a directory lists, in its order: what is held is held by each of them. Null where it lists none, and where one of them has
    /// given none, for what that one does not hold would be lost with the others.
    /// </summary>
    public static IReadOnlyList<HybridRecipient>? RecipientsOf(IReadOnlyCollection<SignedDocument> documents, GateScope scope, DirectoryDocument directory)
    {
        var keys = directory.Gates
            .Select(gate => documents.Select(document => RecipientOf(document, scope, gate)).FirstOrDefault(key => key is not null))
            .OfType<HybridRecipient>().ToList();
        return keys.Count > 0 && keys.Count == directory.Gates.Count ? keys : null;
    }
}
