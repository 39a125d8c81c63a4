using System.Text.Json.Serialization.Metadata;
using SecureIntake.Sealing.Parts;

namespace SecureIntake.Sealing.Documents;

/// <summary>How a stage ended and what it made. Signed by the bench's signer.</summary>
/// <param name="V">1.</param>
/// <param name="Run">The stage run.</param>
/// <param name="Lease">The lease it acted on.</param>
/// <param name="Stage">The stage.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Code">Why, where it did not end well; else empty.</param>
/// <param name="Outputs">The sealed parts it made.</param>
/// <param name="By">The bench.</param>
public sealed record ResultDocument(
    int V, OpaqueId Run, OpaqueId Lease, string Stage, StageOutcome Outcome, string Code, IReadOnlyList<Output> Outputs, OpaqueId By)
    : IDocumentBody<ResultDocument>
{
    public static string Kind => "result/v1";
    public static JsonTypeInfo<ResultDocument> Json => StrictJson.Types.ResultDocument;

    bool IDocumentBody<ResultDocument>.IsSound => V == 1 && Outputs.Distinct(output => output.Part);
}

/// <summary>A part that a stage made.</summary>
public sealed record Output(OpaqueId Part, Compartment Compartment, Bytes32 Payload, Bytes32 Commitment);
