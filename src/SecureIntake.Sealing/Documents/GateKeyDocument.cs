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

    /// <summary>The key that a document gives for a scope, if a gate of the directory signed it; null for anything else.</summary>
    public static HybridRecipient? RecipientOf(SignedDocument document, GateScope scope, DirectoryDocument directory) =>
        document.TryRead<GateKeyDocument>(out var key) && key.Scope == scope
        && directory.Gates.FirstOrDefault(gate => gate.Gate == key.Gate) is { } gate && document.IsSignedBy(gate.Signer)
            ? key.Recipient
            : null;
}
