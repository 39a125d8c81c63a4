using System.ComponentModel.DataAnnotations;

namespace SecureIntake.Cases.Gates;

/// <summary>How the gate is reached (section <c>GateLink</c>).</summary>
public sealed class GateLinkOptions
{
    /// <summary><c>https://127.0.0.1:8442</c>, or an address elsewhere. The host name proves nothing; the pin does.</summary>
    [Required, Url]
    public string Address { get; set; } = "";

    /// <summary>The file with the gate's pin, which the gate leaves as <c>link.pin</c> in its folder.</summary>
    [Required]
    public string PinFile { get; set; } = "";
}
