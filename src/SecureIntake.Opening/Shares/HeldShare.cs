using SecureIntake.Sealing.Shares;

namespace SecureIntake.Opening.Shares;

/// <summary>What a custodian gives: the content of a share part.</summary>
/// <param name="Number">The custodian's number, 1…255.</param>
/// <param name="Salt">32 bytes.</param>
/// <param name="Share">33 bytes, y0…y31 ‖ x.</param>
public sealed record HeldShare(byte Number, byte[] Salt, byte[] Share)
{
    internal bool IsWellFormed => Number != 0 && Salt.Length == ShareCommitment.SaltSize && Share.Length == ShareCommitment.ShareSize;

    /// <summary>No share is printed.</summary>
    public override string ToString() => nameof(HeldShare);
}

/// <summary>Why shares do not give a source part's key.</summary>
public enum ShareFailure
{
    /// <summary>They do.</summary>
    None,

    /// <summary>Fewer than k.</summary>
    TooFew,

    /// <summary>Two have one number, or stand at one point.</summary>
    Repeated,

    /// <summary>One is not what the account committed to: mistyped, of another part, or forged.</summary>
    NotCommitted,

    /// <summary>Each is what was committed to, and still they give another key: whoever sealed the part split something else.</summary>
    WrongKey,
}
