using System.ComponentModel.DataAnnotations;

namespace SecureIntake.Gate;

/// <summary>Where the gate keeps what it knows, and whom it answers (section <c>Gate</c>).</summary>
internal sealed class GateOptions
{
    /// <summary>
    /// The gate's own folder: keys, what it saw of the log, what it served. Nobody else needs to read it, but for <c>link.pin</c>. Its loss is the loss
    /// of every header that was held by a key in it.
    /// </summary>
    [Required]
    public string Folder { get; set; } = "";

    /// <summary>The file with the root's fingerprint: 64 hex digits, from the root ceremony.</summary>
    [Required]
    public string RootFingerprintFile { get; set; } = "";

    /// <summary>The files with the pins of those who may ask: the portal's and the workers' <c>.pin</c>. Whoever else connects is not answered.</summary>
    public IList<string> ClientPinFiles { get; } = [];
}
