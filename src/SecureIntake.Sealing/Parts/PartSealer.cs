using SecureIntake.Sealing.Age;

namespace SecureIntake.Sealing.Parts;

/// <summary>Seals the files of one part to one recipient.</summary>
public static class PartSealer
{
    private static readonly byte[] Zeros = new byte[PayloadLayout.ChunkSize];

    /// <summary>Writes the payload of a part and returns its header and what names it.</summary>
    /// <param name="compartment">What the part is; its rules for names and length apply.</param>
    /// <param name="entries">The record first, then the other files.</param>
    /// <param name="recipient">The one reader.</param>
    /// <param name="payload">Receives <c>nonce ‖ chunks</c>.</param>
    /// <param name="random">Draws file key 16, the header's 64, payload nonce 16.</param>
    /// <exception cref="ArgumentException">It is a source part, which has a key of its own kind; or a name is not the compartment's, or the content does not fit its one length: ask
    /// <see cref="Fits"/> first.</exception>
    public static SealedPart Seal(Compartment compartment, IReadOnlyList<PartEntry> entries, HybridRecipient recipient, Stream payload, RandomSource random) =>
        compartment is SourceCompartment
            ? throw new ArgumentException("A source part is sealed to a key that is split among custodians.", nameof(compartment))
            : SealTo(compartment, entries, recipient, payload, random);

    /// <summary>Writes the payload of a source part, as the other overload does for the others.</summary>
    public static SealedPart Seal(SourceCompartment compartment, IReadOnlyList<PartEntry> entries, SourceRecipient recipient, Stream payload, RandomSource random) =>
        SealTo(compartment, entries, recipient.Hybrid, payload, random);

    /// <summary>Does not compile: it catches what the first overload would take.</summary>
    [Obsolete("A source part is sealed to a SourceRecipient: a key that is split among custodians.", error: true)]
    public static SealedPart Seal(SourceCompartment compartment, IReadOnlyList<PartEntry> entries, HybridRecipient recipient, Stream payload, RandomSource random) =>
        throw new NotSupportedException();

    private static SealedPart SealTo(Compartment compartment, IReadOnlyList<PartEntry> entries, HybridRecipient recipient, Stream payload, RandomSource random)
    {
        if (entries.Count == 0 || entries.Where((entry, position) => !PartName.IsLegal(compartment, position, entry.Name)).Any())
            throw new ArgumentException($"These are not the entries of a part '{compartment}'.", nameof(entries));
        var tarLength = PartTar.Length(entries);
        if (!Padding.TryPaddedLength(compartment, tarLength, out var padded))
            throw new ArgumentException($"The content does not fit a part '{compartment}'.", nameof(entries));

        using var fileKey = FileKey.Create(random);
        var header = Header.Create(fileKey, recipient, random);
        using var writer = new PayloadWriter(fileKey, payload, random);
        PartTar.Write(entries, writer);
        WriteZeros(writer, padded - tarLength);
        var digest = writer.Complete();
        return new SealedPart(header, writer.PayloadLength, digest, fileKey.Commitment());
    }

    /// <summary>Whether these entries fit the one length that some compartments have.</summary>
    public static bool Fits(Compartment compartment, IReadOnlyList<PartEntry> entries) =>
        Padding.TryPaddedLength(compartment, PartTar.Length(entries), out _);

    private static void WriteZeros(Stream output, long count)
    {
        for (; count > 0; count -= Zeros.Length) output.Write(Zeros, 0, (int)Math.Min(count, Zeros.Length));
    }
}
