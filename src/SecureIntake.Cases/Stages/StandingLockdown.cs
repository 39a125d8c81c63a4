namespace SecureIntake.Cases.Stages;

/// <summary>
/// That a lockdown stands. Portal writes the row, for benches, which forget their keys while there is one. The log decides whether it stands, and the gate
/// gives nothing whatever is written here.
/// </summary>
public sealed class StandingLockdown
{
    /// <summary>Leaf hash of its entry, base64.</summary>
    public required string Leaf { get; init; }
}
