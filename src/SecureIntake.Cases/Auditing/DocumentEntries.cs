using SecureIntake.Audit;
using SecureIntake.Audit.Events;
using SecureIntake.Cases.Auditing;

namespace SecureIntake.Cases.Auditing;

/// <summary>Signed documents as entries carry them. Audit reads documents by itself, so that whoever verifies the log needs nothing else.</summary>
public static class DocumentEntries
{
    /// <summary>The same document in the log's own type.</summary>
    public static SignedDocument ForLog(this SecureIntake.Sealing.Documents.SignedDocument document) => new(
        document.Kind,
        document.Body,
        [.. document.Signatures.Select(s => new DocumentSignature(new Bytes32(s.Key.ToBytes()), s.Signature))]);

    /// <summary>The entry of its publication; null when it is longer than an entry can be.</summary>
    public static OutboxEntry? ToEntry(this SecureIntake.Sealing.Documents.SignedDocument document)
    {
        try
        {
            return OutboxEntry.Of(Entry.Record(new DocumentPublished(document.ForLog())).Bytes.ToArray());
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
