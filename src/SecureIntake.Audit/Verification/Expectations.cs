using SecureIntake.Audit.Log;
using SecureIntake.Audit.Witnesses;

namespace SecureIntake.Audit.Verification;

/// <summary>What a check holds a log to besides its own rules.</summary>
public sealed record Expectations
{
    /// <summary>
    /// Checkpoints of this log that were kept from earlier: the log must begin with each. Without one, nobody can tell an old copy from the
    /// newest, nor one of two histories from the other. That the log signed them is for the caller to know.
    /// </summary>
    public IReadOnlyList<Checkpoint> Seen { get; init; } = [];

    /// <summary>Who must have cosigned the checkpoint.</summary>
    public WitnessPolicy Witnesses { get; init; } = WitnessPolicy.None;

    /// <summary>Checks tree, tiles and checkpoint only: what entries say, and who signed them, is not read.</summary>
    public bool TreeOnly { get; init; }
}
