using SecureIntake.Sealing.Age;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Parts;

namespace SecureIntake.Sealing.Gates;

/// <summary>
/// A header as it rests: an age file to a gate's key, whose plaintext is a <see cref="HeldName"/> and the header's 1,627 bytes. Neither who stores it
/// nor who could open the header can do anything with it alone.
/// </summary>
public static class HeldHeader
{
    private static readonly int GrantLength = LengthOf(HeldName.Grant(new Bytes32(new byte[Bytes32.Size])));

    /// <summary>Holds a header by a gate's key. Draws 16, 64 and 16 bytes.</summary>
    /// <exception cref="ArgumentException">It is no header of a part.</exception>
    public static byte[] Seal(HeldName name, ReadOnlySpan<byte> header, HybridRecipient gate, RandomSource random) =>
        header.Length == StructuralCheck.HeaderLength
            ? SmallFile.Seal([.. name.Prefix, .. header], gate, random)
            : throw new ArgumentException("A part's header has 1,627 bytes.", nameof(header));

    /// <summary>Whether these bytes have the one form that a held header of a grant has. What is inside, the gate finds out.</summary>
    public static bool IsOfGrant(ReadOnlySpan<byte> bytes) => bytes.Length == GrantLength && HasForm(bytes);

    /// <summary>Whether these bytes begin as a held header of anything does.</summary>
    public static bool HasForm(ReadOnlySpan<byte> bytes) =>
        bytes.Length > StructuralCheck.HeaderLength && StructuralCheck.IsPartHeader(bytes[..StructuralCheck.HeaderLength], out _);

    private static int LengthOf(HeldName name) => SmallFile.LengthOf(name.Prefix.Length + StructuralCheck.HeaderLength);
}
