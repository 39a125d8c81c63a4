using SecureIntake.Cases;
using SecureIntake.Cases.Staff;

namespace SecureIntake.Portal.Staff;

/// <summary>A member's staff key as the portal keeps it: the public halves, and the seed sealed to what only the member has.</summary>
internal sealed class StaffKeyRecord
{
    public required Id<Member> Member { get; init; }

    /// <summary><c>age1pq1…</c>: what parts are re-addressed to.</summary>
    public required string Recipient { get; init; }

    /// <summary>Ed25519 public key, base64: what signs the member's acts.</summary>
    public required string Signer { get; init; }

    /// <summary>The seed sealed to the passkey's PRF output, an age file; null without one.</summary>
    public byte[]? SealedPrf { get; set; }

    /// <summary>The seed sealed to the passphrase, an age file; null without one.</summary>
    public byte[]? SealedPassphrase { get; set; }
}
