namespace SecureIntake.Intake.Submissions;

/// <summary>
/// What a batch is about to do, on disk before it does anything. After a crash it tells which blobs to delete, if the transaction did not
/// commit, and which staged submissions to forget, if it did.
/// </summary>
/// <param name="Submissions">One line a submission.</param>
internal sealed record BatchPlan(IReadOnlyList<PlannedSubmission> Submissions);

/// <summary>One submission of a plan; ids as text.</summary>
/// <param name="Staged">Its name in the staging area.</param>
/// <param name="Handle">The case handle that it will have.</param>
/// <param name="Blobs">The blob names of its parts, in their order.</param>
internal sealed record PlannedSubmission(string Staged, string Handle, IReadOnlyList<string> Blobs);
