using SecureIntake.Sealing.Age;
using SecureIntake.Sealing.Documents;

namespace SecureIntake.Opening;

/// <summary>Opens one part that a grant or an account names by payload digest and file-key commitment.</summary>
public static class PartOpener
{
    /// <summary>Writes the padded plaintext to <paramref name="plaintext"/>.</summary>
    /// <param name="identity">A recipient of the header.</param>
    /// <param name="header">The header, as granted.</param>
    /// <param name="payload">Nonce and chunks.</param>
    /// <param name="digest">SHA-256 that the payload must have.</param>
    /// <param name="commitment">Commitment that the file key must have.</param>
    /// <param name="plaintext">Receives verified chunks. On failure it holds a beginning that must be thrown away: digest and last chunk are
    /// known only at the end.</param>
    /// <param name="why">Why it did not open.</param>
    public static bool TryOpen(HybridIdentity identity, Header header, Stream payload, Bytes32 digest, Bytes32 commitment, Stream plaintext,
        out OpenFailure why)
    {
        if (!identity.TryUnwrap(header, out var fileKey, out why)) return false;
        using (fileKey)
        {
            // The cipher commits to no key: the same payload could open to different content under another one.
            if (!fileKey.Commitment().AsSpan().SequenceEqual(commitment.Span))
            {
                why = OpenFailure.WrongFileKey;
                return false;
            }
            using var reader = new PayloadReader(fileKey, payload);
            if (!reader.TryCopyTo(plaintext, out why)) return false;
            if (reader.Digest.Span.SequenceEqual(digest.Span)) return true;
            why = OpenFailure.WrongPayload;
            return false;
        }
    }
}
