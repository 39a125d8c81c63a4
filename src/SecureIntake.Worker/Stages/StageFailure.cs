namespace SecureIntake.Worker.Stages;

/// <summary>Why a stage cannot be done. A closed set: what the document holds is never among the reasons.</summary>
internal enum StageFailure
{
    /// <summary>The run that was leased to has ended, and its key with it: lease again.</summary>
    BenchGone,

    /// <summary>The lease is not a lease of this case for this stage.</summary>
    LeaseMalformed,

    /// <summary>No lead of the directory signed the lease.</summary>
    LeaseSignature,

    /// <summary>The lease has ended.</summary>
    LeaseExpired,

    /// <summary>The lease names a reader who is no member, or with another key than the member's.</summary>
    LeaseReader,

    /// <summary>What the log holds is not this lease's act.</summary>
    LeaseEntry,

    /// <summary>Not exactly the grants that the lease names are there, or none is about the paper.</summary>
    GrantMissing,

    /// <summary>A grant is not what its part, this case and this bench need.</summary>
    GrantMalformed,

    /// <summary>A grant is not signed by the lead who leased.</summary>
    GrantSignature,

    /// <summary>The gate does not give a header: by what it knows, this lease is not in order.</summary>
    GateRefused,

    /// <summary>The gate's key of this case was shredded.</summary>
    GateShredded,

    /// <summary>A part or its payload is gone.</summary>
    PartMissing,

    /// <summary>A header does not open with the run's key.</summary>
    PartHeader,

    /// <summary>A payload is not the one that was granted: changed, cut short, or under another file key.</summary>
    PartPayload,

    /// <summary>A part opened, but its content does not have the form of its compartment.</summary>
    PartContent,

    /// <summary>It failed several times for a reason of ours.</summary>
    StageFailed,
}

/// <summary>The codes by which pages, results and logs name a <see cref="StageFailure"/>.</summary>
internal static class StageFailureCode
{
    public static string ToCode(this StageFailure failure) => failure switch
    {
        StageFailure.BenchGone => "bench.gone",
        StageFailure.LeaseMalformed => "lease.malformed",
        StageFailure.LeaseSignature => "lease.signature",
        StageFailure.LeaseExpired => "lease.expired",
        StageFailure.LeaseReader => "lease.reader",
        StageFailure.LeaseEntry => "lease.entry",
        StageFailure.GrantMissing => "grant.missing",
        StageFailure.GrantMalformed => "grant.malformed",
        StageFailure.GrantSignature => "grant.signature",
        StageFailure.GateRefused => "gate.refused",
        StageFailure.GateShredded => "gate.shredded",
        StageFailure.PartMissing => "part.missing",
        StageFailure.PartHeader => "part.header",
        StageFailure.PartPayload => "part.payload",
        StageFailure.PartContent => "part.content",
        StageFailure.StageFailed => "stage.failed",
        _ => throw new ArgumentOutOfRangeException(nameof(failure)),
    };
}
