using SecureIntake.Cases.Submissions;

namespace SecureIntake.Cases.Grants;

/// <summary>
/// The right of one grantee to open one part: a signed document and a header around the part's file key, addressed to the grantee. There
/// is no other access mechanism (design §2).
/// </summary>
public sealed class Grant
{
    public required Id<Grant> Id { get; init; }

    public required Id<Part> Part { get; init; }

    public required Id<Submission> Case { get; init; }

    /// <summary>A member's id or a bench run's id, 32 hex digits.</summary>
    public required string Grantee { get; init; }

    /// <summary><c>triage</c>, <c>verify</c>, <c>examine</c> or <c>result</c>.</summary>
    public required string Purpose { get; init; }

    /// <summary>When the grant ends.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>The signed <c>grant/v1</c> document.</summary>
    public required string Document { get; init; }

    /// <summary>The re-addressed header, held by the gate's key of the case (<c>SecureIntake.Gate/FORMAT.md</c>).</summary>
    public required byte[] Header { get; init; }

    /// <summary>Digest of the log entry that records it (<see cref="Auditing.OutboxEntry"/>); without an index there, the grant has no effect.</summary>
    public required byte[] Entry { get; init; }
}
