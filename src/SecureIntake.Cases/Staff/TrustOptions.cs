using System.ComponentModel.DataAnnotations;

namespace SecureIntake.Cases.Staff;

/// <summary>What this installation trusts before it reads anything (section <c>Trust</c>).</summary>
public sealed class TrustOptions
{
    /// <summary>A file with the root's fingerprint, 64 lower-case hex digits.</summary>
    [Required]
    public string RootFingerprintFile { get; set; } = "";

    /// <summary>Reads the fingerprint.</summary>
    /// <exception cref="InvalidDataException">The file holds something else.</exception>
    public string ReadRootFingerprint()
    {
        string text = File.ReadAllText(RootFingerprintFile).Trim();
        return text.Length == 64 && text.All(char.IsAsciiHexDigitLower) ? text : throw new InvalidDataException("A root fingerprint is 64 lower-case hex digits.");
    }
}
