using System.Text;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Parts;

namespace SecureIntake.Sealing.Gates;

/// <summary>
/// What a held header is of. It is sealed in front of the header, so that a header of one part, or of one grant, cannot be offered to the gate as
/// another's.
/// </summary>
public sealed class HeldName
{
    private const string Domain = "secureintake/held/v1";

    private readonly byte[] _prefix;

    private HeldName(string line) => _prefix = Encoding.ASCII.GetBytes($"{Domain}\n{line}\n");

    /// <summary>The header that a source sealed to the desk.</summary>
    public static HeldName Desk(OpaqueId @case, OpaqueId part, Compartment compartment) => new($"desk {@case} {part} {compartment.Name}");

    /// <summary>The header of a source or share part. Another word than the desk's: what opens the desk's headers opens none of these.</summary>
    public static HeldName Custody(OpaqueId @case, OpaqueId part, Compartment compartment) => new($"custody {@case} {part} {compartment.Name}");

    /// <summary>The header that belongs to a grant, by its body digest.</summary>
    public static HeldName Grant(Bytes32 digest) => new($"grant {digest}");

    /// <summary>What stands in front of the header.</summary>
    public ReadOnlySpan<byte> Prefix => _prefix;
}
