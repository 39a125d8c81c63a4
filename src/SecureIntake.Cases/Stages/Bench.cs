namespace SecureIntake.Cases.Stages;

/// <summary>A bench key that lives in a worker's memory for one run, 24 hours at most.</summary>
public sealed class Bench
{
    /// <summary>The run's id; a lease names it.</summary>
    public required Id<Bench> Run { get; init; }

    /// <summary>The signed <c>bench/v1</c> document.</summary>
    public required string Document { get; init; }

    public required DateTimeOffset Expires { get; init; }
}
