using SecureIntake.Cases.Submissions;

namespace SecureIntake.Cases.Stages;

/// <summary>A lead's signed order to a bench: this stage, these grants, these readers.</summary>
public sealed class Lease
{
    public required Id<Lease> Id { get; init; }

    public required Id<Submission> Case { get; init; }

    /// <summary>The bench run it is addressed to.</summary>
    public required Id<BenchRun> Run { get; init; }

    /// <summary>The signed <c>lease/v1</c> document.</summary>
    public required string Document { get; init; }

    /// <summary>Digest of the log entry that records it; the worker waits until that entry has an index.</summary>
    public required byte[] Entry { get; init; }
}
