namespace SecureIntake.Cases.Stages;

/// <summary>
/// A published run of a bench: a key that lives in a worker's memory, 24 hours at most. Which benches there are, and with which signers, is another
/// thing: the worker introduces its signer in <c>benches/ID.json</c>, and the root puts it into the directory.
/// </summary>
public sealed class BenchRun
{
    /// <summary>The run's id; a lease names it.</summary>
    public required Id<BenchRun> Run { get; init; }

    /// <summary>The signed <c>bench/v1</c> document.</summary>
    public required string Document { get; init; }

    public required DateTimeOffset Expires { get; init; }
}
