using SecureIntake.Sealing.Age;

namespace SecureIntake.Sealing.Parts;

/// <summary>Whether bytes could be a sealed part (FORMAT.md §1). It needs no key and checks structure, not secrecy.</summary>
public static class StructuralCheck
{
    /// <summary>Bytes of header that every part starts with.</summary>
    public const int HeaderLength = Header.SingleHybridLength;

    /// <summary>Whether a whole part (header and payload) of this compartment can have this length; asked before the first byte arrives.</summary>
    public static bool IsPossibleLength(Compartment compartment, long partLength) =>
        partLength > HeaderLength && PayloadLayout.TryPlaintextLength(partLength - HeaderLength, out var plaintext)
        && Padding.IsPossible(compartment, plaintext);

    /// <summary>Whether these are exactly a canonical header with one well-formed hybrid stanza.</summary>
    /// <param name="bytes">The first <see cref="HeaderLength"/> bytes of the part.</param>
    /// <param name="why">What is wrong with them.</param>
    public static bool IsPartHeader(ReadOnlySpan<byte> bytes, out HeaderFailure why)
    {
        if (!Header.TryParse(bytes, out var header, out why)) return false;
        why = header.Stanzas is [{ Type: HybridRecipient.StanzaType } only] && HybridRecipient.TryReadStanza(only, out _)
            ? HeaderFailure.None
            : HeaderFailure.BadStanza;
        return why == HeaderFailure.None;
    }
}
