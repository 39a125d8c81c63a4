namespace SecureIntake.Sealing.Age;

/// <summary>Why bytes are not an age header.</summary>
public enum HeaderFailure
{
    /// <summary>They are one.</summary>
    None,

    /// <summary>The first line is not <c>age-encryption.org/v1</c>: plain text, another format, another version.</summary>
    NotAge,

    /// <summary>The header does not end within <see cref="Header.MaxLength"/> bytes.</summary>
    TooLong,

    /// <summary>The bytes end before the header does.</summary>
    Truncated,

    /// <summary>A line breaks the grammar or is not canonical.</summary>
    Malformed,

    /// <summary>There is no stanza.</summary>
    NoStanza,

    /// <summary>A stanza of a known type has a wrong argument count, share or body length.</summary>
    BadStanza,

    /// <summary>The armor around it breaks its grammar.</summary>
    MalformedArmor,
}
