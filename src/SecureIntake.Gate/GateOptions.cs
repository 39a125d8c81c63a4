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

    /// <summary>
    /// How long a request for a source waits here before what custodians hold is given for it: time in which others see it and veto. Only a trial sets less than
    /// a day. Shorter than the 30 days after which a request ends.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "29.00:00:00")]
    public TimeSpan CustodyWait { get; set; } = TimeSpan.FromHours(24);

    /// <summary>The files with the pins of those who may ask: the portal's and the workers' <c>.pin</c>. Whoever else connects is not answered.</summary>
    public IList<string> ClientPinFiles { get; } = [];
}
