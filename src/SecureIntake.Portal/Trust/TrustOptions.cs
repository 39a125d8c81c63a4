using System.ComponentModel.DataAnnotations;

namespace SecureIntake.Portal.Trust;

/// <summary>Whom this installation believes (section <c>Trust</c>).</summary>
internal sealed class TrustOptions
{
    /// <summary>
    /// The file with the root's fingerprint: 64 hex digits, from the root ceremony. It may be missing at first; until it is there nothing can
    /// be published.
    /// </summary>
    [Required]
    public string RootFingerprintFile { get; set; } = "root.fingerprint";
}
