namespace SecureIntake.Cases.Staff;

/// <summary>The newest root-signed document of a kind: <c>policy/v1</c>, <c>directory/v1</c> or <c>roster/v1</c>.</summary>
public sealed class Publication
{
    public required string Kind { get; init; }

    /// <summary>The signed document as JSON. Every reader verifies it against the root fingerprint it was configured with.</summary>
    public required string Document { get; set; }
}
