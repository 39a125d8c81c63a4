namespace SecureIntake.Opening;

/// <summary>Why something did not open.</summary>
public enum OpenFailure
{
    /// <summary>It opened.</summary>
    None,

    /// <summary>No stanza opens with this identity: it is not a recipient.</summary>
    NotARecipient,

    /// <summary>The bytes are not an age header, or a stanza of a known type is not well formed.</summary>
    HeaderMalformed,

    /// <summary>A stanza opened but the header was changed after it was written.</summary>
    HeaderMacMismatch,

    /// <summary>The passphrase would take more work than the reader allows; nothing was tried.</summary>
    WorkFactorTooHigh,

    /// <summary>The armor around the payload breaks its grammar.</summary>
    ArmorMalformed,

    /// <summary>A chunk's tag is wrong.</summary>
    PayloadTampered,

    /// <summary>The payload ends before its last chunk.</summary>
    Truncated,

    /// <summary>Bytes follow the last chunk.</summary>
    TrailingData,

    /// <summary>The payload is not the one that was named: its digest differs.</summary>
    WrongPayload,

    /// <summary>The file key is not the one that was named: its commitment differs.</summary>
    WrongFileKey,

    /// <summary>It opened, but what is inside is not a part of the compartment it was named as.</summary>
    WrongContent,
}
