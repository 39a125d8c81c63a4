using System.Text.Json.Serialization;

namespace SecureIntake.Sealing.Documents;

/// <summary>What a member may be asked to do.</summary>
[JsonConverter(typeof(WordConverter<Role>))]
public enum Role
{
    /// <summary>Requests memberships, runs the machines; reads no content.</summary>
    Administrator,

    /// <summary>Opens what arrives, assigns, leases.</summary>
    Lead,

    /// <summary>Judges the papers of the cases it was given.</summary>
    Verifier,

    /// <summary>Checks the log; reads no content.</summary>
    Auditor,
}

/// <summary>What a grant is for.</summary>
[JsonConverter(typeof(WordConverter<GrantPurpose>))]
public enum GrantPurpose
{
    /// <summary>To lead and deputy.</summary>
    Triage,

    /// <summary>To a verifier.</summary>
    Verify,

    /// <summary>To the bench.</summary>
    Examine,

    /// <summary>From the bench to its readers.</summary>
    Result,
}

/// <summary>How a stage ended.</summary>
[JsonConverter(typeof(WordConverter<StageOutcome>))]
public enum StageOutcome
{
    /// <summary>Findings and safe copies are sealed to the readers.</summary>
    Done,

    /// <summary>The document cannot be opened safely.</summary>
    Unsafe,

    /// <summary>The stage could not be run; the code says why.</summary>
    Failed,
}
