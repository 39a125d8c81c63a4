using System.Globalization;
using System.Security.Cryptography;
using SecureIntake.Cli.Custody;
using SecureIntake.Opening;
using SecureIntake.Opening.Shares;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Age;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Parts;
using SecureIntake.Sealing.Receipt;
using SecureIntake.Sealing.Shares;

namespace SecureIntake.Cli.Submitting;

/// <summary>
/// Seals a testimony for one verified card into files: evidence, mailbox, source and shares first, the account last, since it names all others
/// with digest and commitment. Nothing but sealed bytes is written.
/// </summary>
internal sealed class SubmissionSealer(VerifiedCard card, string folder, RandomSource random)
{
    private readonly List<SealedUpload> _uploads = [];
    private readonly List<PartReference> _references = [];

    /// <summary>Seals everything.</summary>
    /// <returns>The parts, in the order in which they were sealed.</returns>
    public IReadOnlyList<SealedUpload> Seal(Testimony testimony, ReceiptCode receipt)
    {
        foreach (var file in testimony.Evidence) SealEvidence(file);
        SealMailbox(receipt);
        var commitments = SealSource(testimony.Source, testimony.Papers, receipt);
        SealAccount(testimony, commitments);
        return _uploads;
    }

    private void SealEvidence(string path)
    {
        // One handle from hash to seal, so that both see the same bytes.
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        var digest = new Bytes32(SHA256.HashData(file));
        var extension = MediaType.Extension(path);
        var (kind, type) = MediaType.Of(extension);
        var record = new Evidence(1, $"evidence.{extension}", Path.GetFileName(path), kind, type, file.Length, digest, "");
        file.Position = 0;
        SealPart(Compartment.Evidence, card.Desk.Recipient,
            [new PartEntry(Compartment.Evidence.Record, PlainJson.Write(record, PlainJson.Types.Evidence)), new PartEntry(record.File, file.Length, () => file)]);
    }

    private void SealMailbox(ReceiptCode receipt)
    {
        using var reply = new HybridIdentity(receipt.ReplyIdentitySeed());
        var record = new Mailbox(1, reply.Recipient, new Bytes32(receipt.MailboxKey()), new Bytes32(receipt.FollowUpMacKey()));
        SealPart(Compartment.Mailbox, card.Desk.Recipient, [new PartEntry(Compartment.Mailbox.Record, PlainJson.Write(record, PlainJson.Types.Mailbox))]);
    }

    /// <summary>The source part's key exists only here; its seed is split at once and held by nobody whole.</summary>
    private List<NumberedCommitment> SealSource(SourceAnswers source, IReadOnlyList<string> papers, ReceiptCode receipt)
    {
        var files = papers.Select((path, i) => (Path: path, Name: string.Create(CultureInfo.InvariantCulture, $"paper-{i + 1}.{MediaType.Extension(path)}"))).ToArray();
        var record = new Source(1, source.Anonymous, source.Name, source.Contact, source.SafeContact ?? new SafeContact(), source.Relation, source.Country,
            source.Helper, [.. files.Select(file => new Paper(file.Name, MediaType.Of(MediaType.Extension(file.Path)).Type))]);
        PartEntry[] entries =
        [
            new PartEntry(Compartment.Source.Record, PlainJson.Write(record, PlainJson.Types.Source)),
            .. files.Select(file => new PartEntry(file.Name, new FileInfo(file.Path).Length, () => File.OpenRead(file.Path))),
        ];
        if (!PartSealer.Fits(Compartment.Source, entries))
            throw CommandFailedException.Refused("source.json and the papers are more than the 256 KiB that the source part always has: scale the images down");

        using var identity = SourceIdentity.Create(random);
        var part = receipt.SourcePart();
        SealPart(part, Compartment.Source, entries, file => PartSealer.Seal(Compartment.Source, entries, identity.Recipient, file, random));
        var policy = card.Policy;
        var shares = SecretSharing.Split(identity, policy.K, policy.Custodians.Count, random);
        return [.. policy.Custodians.Select((custodian, i) => SealShare(part, custodian, shares[i], receipt))];
    }

    private NumberedCommitment SealShare(OpaqueId source, Custodian custodian, byte[] share, ReceiptCode receipt)
    {
        var salt = new byte[ShareCommitment.SaltSize];
        random(salt);
        var commitment = new Bytes32(ShareCommitment.Of(source, (byte)custodian.Number, salt, share));
        using var record = new ShareRecord(1, source, custodian.Number, card.Policy.K, card.Policy.Custodians.Count, share, new Bytes32(salt), new Bytes32(receipt.NoticeKey()));
        SealPart(Compartment.Share, custodian.Recipient,
            [new PartEntry(Compartment.Share.Record, PlainJson.Write(record, CustodyRecords.Types.ShareRecord))], custodian.Number);
        return new NumberedCommitment(custodian.Number, commitment);
    }

    private void SealAccount(Testimony testimony, List<NumberedCommitment> commitments)
    {
        var told = testimony.Account;
        var record = new Account(
            1, told.Language, told.Mode, told.Subject, told.Events, told.Narrative, told.Knowledge, told.Consent,
            told.Unsaid ?? new Dictionary<string, UnsaidReason>(StringComparer.Ordinal), Marks.Find(told, testimony.Source), _references,
            new ShareReference(card.Policy.K, commitments));
        SealPart(Compartment.Account, card.Desk.Recipient, [new PartEntry(Compartment.Account.Record, PlainJson.Write(record, PlainJson.Types.Account))]);
    }

    private void SealPart(Compartment compartment, HybridRecipient recipient, PartEntry[] entries, int? number = null) =>
        SealPart(OpaqueId.Create(random), compartment, entries, file => PartSealer.Seal(compartment, entries, recipient, file, random), number);

    private void SealPart(OpaqueId id, Compartment compartment, PartEntry[] entries, Func<Stream, SealedPart> seal, int? number = null)
    {
        if (!PartSealer.Fits(compartment, entries)) throw CommandFailedException.Refused($"the {compartment} part is too large");
        var path = Path.Combine(folder, id + ".age");
        // The header is known only once all is sealed, yet stands in front: its length is always the same.
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        file.Position = Header.SingleHybridLength;
        var sealedPart = seal(file);
        file.Position = 0;
        file.Write(sealedPart.Header.ToBytes());
        _uploads.Add(new SealedUpload(id, compartment, number, path, Header.SingleHybridLength + sealedPart.PayloadLength));
        if (compartment != Compartment.Account)
            _references.Add(new PartReference(id, compartment, new Bytes32(sealedPart.PayloadDigest), new Bytes32(sealedPart.Commitment)));
    }
}

/// <summary>A sealed part that waits to be uploaded.</summary>
/// <param name="Part">Its id.</param>
/// <param name="Compartment">Its compartment.</param>
/// <param name="Number">The custodian's number; shares only.</param>
/// <param name="File">The sealed bytes.</param>
/// <param name="Length">How many.</param>
internal sealed record SealedUpload(OpaqueId Part, Compartment Compartment, int? Number, string File, long Length);
