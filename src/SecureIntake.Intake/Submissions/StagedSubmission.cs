using SecureIntake.Cases;
using SecureIntake.Intake.Uploads;

namespace SecureIntake.Intake.Submissions;

/// <summary>A submission that was accepted and waits for its batch.</summary>
/// <param name="Id">Names it in the staging area only.</param>
/// <param name="Request">What its client asked for.</param>
/// <param name="Uploads">The uploads, in the order of the parts.</param>
internal sealed record StagedSubmission(Id<StagedSubmission> Id, SubmissionRequest Request, IReadOnlyList<Upload> Uploads);

/// <summary>How staging ended.</summary>
internal enum StagingOutcome
{
    /// <summary>It is durable, and whole.</summary>
    Staged,

    /// <summary>It was there already: the client did not get the first answer.</summary>
    Repeated,

    /// <summary>Another one has its tag or one of its part ids.</summary>
    Used,

    /// <summary>An upload does not exist.</summary>
    UnknownUpload,

    /// <summary>An upload is not complete.</summary>
    Incomplete,

    /// <summary>Somebody writes to an upload.</summary>
    Busy,

    /// <summary>An upload was made for another compartment.</summary>
    WrongCompartment,
}
