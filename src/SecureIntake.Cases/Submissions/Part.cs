using SecureIntake.Cases.Storage;

namespace SecureIntake.Cases.Submissions;

/// <summary>One sealed part: the payload is a blob, the header stands here or in the grants.</summary>
public sealed class Part
{
    /// <summary>The part's id, chosen by whoever sealed it.</summary>
    public required Id<Part> Id { get; init; }

    /// <summary>The case it belongs to.</summary>
    public required Id<Submission> Case { get; init; }

    /// <summary>The compartment's name, as in Sealing's FORMAT.md §2.</summary>
    public required string Compartment { get; init; }

    /// <summary>The custodian's number for a share, otherwise 0.</summary>
    public int Number { get; init; }

    /// <summary>Where the payload is.</summary>
    public required Id<StoredBlob> Blob { get; init; }

    /// <summary>The payload's length in bytes.</summary>
    public required long Length { get; init; }

    /// <summary>SHA-256 of the payload.</summary>
    public required byte[] Digest { get; init; }

    /// <summary>
    /// The header that the source sealed, held by the gate (<c>SecureIntake.Gate/FORMAT.md</c>): by the key of the submission's week; source and shares of a
    /// case that was taken by the case's own, once <see cref="Submission.CustodyMoved"/> says so. Null once triage has re-addressed the part, and for
    /// parts that staff or the bench sealed: those have grants only.
    /// </summary>
    public byte[]? Header { get; set; }
}
