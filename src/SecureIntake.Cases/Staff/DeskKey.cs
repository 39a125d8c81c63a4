namespace SecureIntake.Cases.Staff;

/// <summary>The desk line of a week.</summary>
public sealed class DeskKey
{
    /// <summary>The ISO week, <c>2026-W48</c>.</summary>
    public required string Week { get; init; }

    /// <summary>The signed <c>desk/v1</c> document; leads add their signatures until the policy's number is reached.</summary>
    public required string Document { get; set; }

    /// <summary>Digest of its log entry once it carries enough signatures; until then it is no desk key.</summary>
    public byte[]? Entry { get; set; }
}

/// <summary>A week's desk identity, sealed to one lead's staff key.</summary>
public sealed class DeskSeal
{
    public required string Week { get; init; }

    public required Id<Member> Member { get; init; }

    /// <summary>An age file; its plaintext is the desk key's 32-byte seed.</summary>
    public required byte[] Sealed { get; set; }
}
