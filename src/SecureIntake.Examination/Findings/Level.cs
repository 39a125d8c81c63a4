namespace SecureIntake.Examination.Findings;

/// <summary>How much a finding asks of a person. The machine gives findings, never verdicts.</summary>
public enum Level
{
    /// <summary>The check ran and agrees. It says "consistent", never "valid" or "genuine": a forger computes checksums too.</summary>
    Pass,

    /// <summary>Unusual, often innocent. Orders the queue; never lowers a verdict.</summary>
    Note,

    /// <summary>Breaks a firm rule or contradicts a recorded fact. A person must explain it.</summary>
    Conflict,

    /// <summary>Missing, unreadable, ambiguous, or not safe to open.</summary>
    CannotTell,
}

/// <summary>The spelling of a <see cref="Level"/> in <c>finding.json</c>.</summary>
public static class LevelSpelling
{
    public static string ToWire(this Level level) => level switch
    {
        Level.Pass => "pass",
        Level.Note => "note",
        Level.Conflict => "conflict",
        Level.CannotTell => "cannot-tell",
        _ => throw new ArgumentOutOfRangeException(nameof(level)),
    };
}
