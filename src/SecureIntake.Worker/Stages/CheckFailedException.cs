using SecureIntake.Cases.Gates;
using SecureIntake.Examination.Sandbox;
using SecureIntake.Worker.Resilience;

namespace SecureIntake.Worker.Stages;

/// <summary>
/// The only exception that leaves a job. A job queue keeps messages and stacks, and a log prints them: this one has a code and no inner
/// exception.
/// </summary>
internal sealed class CheckFailedException(string code) : Exception(code)
{
    /// <summary>The same failure without its words.</summary>
    public static CheckFailedException Of(Exception failure) => new(failure switch
    {
        GateAwayException => "gate.away",
        SandboxUnavailableException => "sandbox.unavailable",
        _ when StoragePipeline.IsPassing(failure) => "storage.away",
        _ => StageFailure.StageFailed.ToCode(),
    });

    /// <summary>No stack either: it tells which branch a document took.</summary>
    public override string? StackTrace => null;
}
