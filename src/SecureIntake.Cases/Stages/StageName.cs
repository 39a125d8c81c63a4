namespace SecureIntake.Cases.Stages;

/// <summary>The stages of the work on a document, as leases and entries spell them.</summary>
public static class StageName
{
    /// <summary>A bench examines a paper.</summary>
    public const string Examine = "examine";

    /// <summary>All that there are so far.</summary>
    public static readonly IReadOnlyList<string> All = [Examine];
}
