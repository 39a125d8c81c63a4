namespace SecureIntake.Cases.Gates;

/// <summary>The published key of a gate for one desk week or one case. The secret half is at the gate and nowhere else.</summary>
public sealed class GateKey
{
    /// <summary><c>2026-W48</c>, or the 32 digits of a case.</summary>
    public required string Scope { get; init; }

    /// <summary>The gate's id.</summary>
    public required string Gate { get; init; }

    /// <summary>The signed <c>gate/v1</c> document. Whoever uses it verifies it against the root's directory.</summary>
    public required string Document { get; set; }
}
