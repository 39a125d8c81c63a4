using System.ComponentModel.DataAnnotations;

namespace SecureIntake.Cases.Gates;

/// <summary>How the gate is reached (section <c>GateLink</c>), and the second one where there is one (<c>GateLink:Second</c>).</summary>
public sealed class GateLinkOptions : IValidatableObject
{
    /// <summary><c>https://127.0.0.1:8442</c>, or an address elsewhere. The host name proves nothing; the pin does.</summary>
    [Required, Url]
    public string Address { get; set; } = "";

    /// <summary>The file with the gate's pin, which the gate leaves as <c>link.pin</c> in its folder.</summary>
    [Required]
    public string PinFile { get; set; } = "";

    /// <summary>A second gate, which holds all that the first one holds; null where there is none.</summary>
    public GateLinkOptions? Second { get; set; }

    /// <summary>Every gate, the first one first.</summary>
    public IEnumerable<GateLinkOptions> All => Second is null ? [this] : [this, Second];

    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        if (Second is not { } second)
            yield break;
        if (second.Second is not null)
            yield return new ValidationResult("There are two gates at most.");
        if (!Uri.TryCreate(second.Address, UriKind.Absolute, out _) || second.PinFile.Length == 0)
            yield return new ValidationResult("GateLink:Second needs an Address and a PinFile.");
    }
}
