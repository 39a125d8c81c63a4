using SecureIntake.Sealing.Age;
using SecureIntake.Sealing.Parts;

namespace SecureIntake.Sealing.Gates;

/// <summary>
/// A header as it rests: an age file to the gates' keys, whose plaintext is a <see cref="HeldName"/> and the header's 1,627 bytes. Neither who stores it
/// nor who could open the header can do anything with it alone.
/// </summary>
public static class HeldHeader
{
    /// <summary>Holds a header by the key of each gate, any of which can take it out alone. Draws 16, 64 for each gate, and 16 bytes.</summary>
    /// <exception cref="ArgumentException">It is no header of a part.</exception>
    public static byte[] Seal(HeldName name, ReadOnlySpan<byte> header, IReadOnlyList<HybridRecipient> gates, RandomSource random) =>
        header.Length == StructuralCheck.HeaderLength
            ? SmallFile.Seal([.. name.Prefix, .. header], gates, random)
            : throw new ArgumentException("A part's header has 1,627 bytes.", nameof(header));

    /// <summary>Whether these bytes have the one form that a header held under a name has. What is inside, the gate finds out: from here a name has a length only.</summary>
    /// <param name="name">What it should be of.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="gates">By how many gates it should be held.</param>
    public static bool IsOf(HeldName name, ReadOnlySpan<byte> bytes, int gates) =>
        bytes.Length == SmallFile.LengthOf(name.Prefix.Length + StructuralCheck.HeaderLength, gates)
        && Header.TryParse(bytes[..Header.HybridLength(gates)], out var header, out _)
        && header.Stanzas.All(stanza => stanza.Type == HybridRecipient.StanzaType && HybridRecipient.TryReadStanza(stanza, out _));
}
