using System.ComponentModel.DataAnnotations;

namespace SecureIntake.Worker.Trust;

/// <summary>Whom this process believes (section <c>Trust</c>).</summary>
internal sealed class TrustOptions
{
    /// <summary>The file with the root's fingerprint: 64 hex digits, from the root ceremony.</summary>
    [Required]
    public string RootFingerprintFile { get; set; } = "root.fingerprint";
}
