namespace SecureIntake.Sealing.Documents;

/// <summary>Why a client does not seal to a card. In the order in which they are checked.</summary>
public enum CardFailure
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>Not a card; a document in it is not of its kind or breaks a rule of its own, as a life of more than 90 days does.</summary>
    Malformed,

    /// <summary>The policy's root does not have the pinned fingerprint.</summary>
    WrongRoot,

    /// <summary>Fewer valid root signatures than the threshold.</summary>
    PolicyNotSigned,

    /// <summary>Today is before the policy's first day or after its last.</summary>
    NotCurrent,

    /// <summary>Fewer valid signatures of distinct leads than the policy asks.</summary>
    DeskNotSigned,

    /// <summary>The desk key is destroyed in fewer than 21 days.</summary>
    DeskTooOld,
}

/// <summary>The codes by which both languages, the commands and the vectors name a <see cref="CardFailure"/>.</summary>
public static class CardFailureCode
{
    /// <summary>For example <c>card.signature</c>.</summary>
    public static string Of(CardFailure failure) => failure switch
    {
        CardFailure.Malformed => "card.malformed",
        CardFailure.WrongRoot => "card.root",
        CardFailure.PolicyNotSigned => "card.signature",
        CardFailure.NotCurrent => "card.expired",
        CardFailure.DeskNotSigned => "card.desk",
        CardFailure.DeskTooOld => "card.week",
        _ => throw new ArgumentOutOfRangeException(nameof(failure)),
    };
}
