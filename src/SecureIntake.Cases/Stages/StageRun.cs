using SecureIntake.Cases.Submissions;

namespace SecureIntake.Cases.Stages;

/// <summary>One run of one stage on one document: the truth about the work, whatever the job queue remembers.</summary>
public sealed class StageRun
{
    public required Id<StageRun> Id { get; init; }

    public required Id<Lease> Lease { get; init; }

    public required Id<Submission> Case { get; init; }

    /// <summary>The evidence part it is about.</summary>
    public required Id<Part> About { get; init; }

    /// <summary>The stage's name, <c>examine</c>.</summary>
    public required string Stage { get; init; }

    public StageState State { get; set; } = StageState.Waiting;

    /// <summary>Why it failed, a code of <c>errors.json</c>; empty otherwise.</summary>
    public string Code { get; set; } = "";

    /// <summary>The signed <c>result/v1</c> document when it is done.</summary>
    public string? Result { get; set; }

    /// <summary>Raised by every change: two workers cannot both move a run on.</summary>
    public int Version { get; set; }
}

/// <summary>The states of a <see cref="StageRun"/>.</summary>
public enum StageState
{
    /// <summary>Nobody has begun, or the one who had begun is gone.</summary>
    Waiting,

    /// <summary>A worker is at it.</summary>
    Running,

    /// <summary>Findings stand; the result is signed.</summary>
    Done,

    /// <summary>It cannot be done; <see cref="StageRun.Code"/> says why and the page says what to do.</summary>
    Failed,
}
