namespace SecureIntake.Cases.Submissions;

/// <summary>One submission as it entered in its batch. It knows the day, never the hour, and nothing of who sent it.</summary>
public sealed class Submission
{
    /// <summary>The case handle: what staff, log and pages call it.</summary>
    public required Id<Submission> Handle { get; init; }

    /// <summary>The day of the batch it entered in.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>The ISO week of the desk key that its parts were sealed to, <c>2026-W48</c>.</summary>
    public required string Week { get; init; }

    /// <summary>The receipt's log tag, 32 bytes: lets the holder of the receipt find the leaf, and no one else.</summary>
    public required byte[] Tag { get; init; }

    /// <summary>32 random bytes that blind <see cref="Digest"/>.</summary>
    public required byte[] Salt { get; init; }

    /// <summary>SHA-256(salt ‖ manifest), as it stands in the log: makes a later removal evident.</summary>
    public required byte[] Digest { get; init; }

    /// <summary>Where the case stands.</summary>
    public CaseState State { get; set; } = CaseState.Untriaged;

    /// <summary>Whether source and shares are held by the case's own key, or were erased; before that, by the week's key.</summary>
    public bool CustodyMoved { get; set; }

    /// <summary>When every gate was first found to have destroyed the key that holds it, or its source and shares; null while that is not so.</summary>
    public DateTimeOffset? FoundShredded { get; set; }
}

/// <summary>The states of a case.</summary>
public enum CaseState
{
    /// <summary>On the desk: every lead can open it.</summary>
    Untriaged,

    /// <summary>Re-addressed to its lead and deputy; the desk's headers are gone.</summary>
    Open,
}
