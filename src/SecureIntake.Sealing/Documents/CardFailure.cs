namespace SecureIntake.Sealing.Documents;

/// <summary>Why a client does not seal to a card. In the order in which they are checked.</summary>
public enum CardFailure
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>Not a card, or a document in it is not of its kind or not sound.</summary>
    Malformed,

    /// <summary>The policy's root does not have the pinned fingerprint.</summary>
    WrongRoot,

    /// <summary>Fewer valid root signatures than the threshold.</summary>
    PolicyNotSigned,

    /// <summary>The policy's first day is still to come.</summary>
    NotYetValid,

    /// <summary>The policy's last day is over.</summary>
    Expired,

    /// <summary>Fewer valid signatures of distinct leads than the policy asks.</summary>
    DeskNotSigned,

    /// <summary>The desk key is destroyed in fewer than 21 days.</summary>
    DeskTooOld,
}
