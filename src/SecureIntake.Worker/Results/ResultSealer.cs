using System.Security.Cryptography;
using System.Text;
using SecureIntake.Cases.Storage;
using SecureIntake.Cases.Submissions;
using SecureIntake.Opening;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Age;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Gates;
using SecureIntake.Sealing.Parts;
using SecureIntake.Worker.Bench;
using SecureIntake.Worker.Leases;
using SecureIntake.Worker.Papers;
using SecureIntake.Worker.Resilience;

namespace SecureIntake.Worker.Results;

/// <summary>
/// Seals what came of an examination to exactly the readers of the lease. A part is sealed once, to the run's own key, and re-addressed to
/// each reader; the run's header is kept nowhere, and the readers' headers only as the gate holds them.
/// </summary>
internal sealed class ResultSealer(BlobStore blobs, StoragePipeline storage, BenchSigningKey signing)
{
    /// <summary>Findings, and the safe copy where there is one. The payloads are stored; nothing points at them yet.</summary>
    /// <param name="lease">Names readers and paper.</param>
    /// <param name="paper">What was found.</param>
    /// <param name="terms">Until when a reader may open it, and by which key of the gate its header is held.</param>
    /// <param name="cancel">Stops between parts.</param>
    public async Task<IReadOnlyList<SealedOutput>> SealAsync(
        VerifiedLease lease, ExaminedPaper paper, ResultTerms terms, CancellationToken cancel)
    {
        var about = lease.Paper.Grant.Part;
        var outputs = new List<SealedOutput>
        {
            await SealAsync(Compartment.Finding,
                [new PartEntry(Compartment.Finding.Record, ResultRecords.Findings(about, lease.Document.Stage, paper.Findings))], lease, terms, cancel),
        };
        if (paper.Pages.Count > 0)
        {
            PartEntry[] entries =
            [
                new(Compartment.Copy.Record, ResultRecords.Copy(about, paper.Pages, paper.TotalPages)),
                .. paper.Pages.Select((page, i) => new PartEntry(ResultRecords.PageName(i), page.Png)),
            ];
            outputs.Add(await SealAsync(Compartment.Copy, entries, lease, terms, cancel));
        }

        return outputs;
    }

    private async Task<SealedOutput> SealAsync(
        Compartment compartment, IReadOnlyList<PartEntry> entries, VerifiedLease lease, ResultTerms terms, CancellationToken cancel)
    {
        using var payload = new MemoryStream();
        var sealedPart = PartSealer.Seal(compartment, entries, lease.Run.Identity.Recipient, payload, RandomNumberGenerator.Fill);
        var blob = await storage.RunAsync(token =>
        {
            payload.Position = 0;
            return blobs.StoreAsync(payload, token);
        }, cancel);
        var part = OpaqueId.Create(RandomNumberGenerator.Fill);
        var output = new Output(part, compartment, new Bytes32(sealedPart.PayloadDigest), new Bytes32(sealedPart.Commitment));
        return new SealedOutput(
            new Part
            {
                Id = part.As<Part>(),
                Case = lease.Document.Case.As<Submission>(),
                Compartment = compartment.Name,
                Blob = blob.Id,
                Length = blob.Length,
                Digest = sealedPart.PayloadDigest,
            },
            output,
            [.. lease.Document.Readers.Select(reader => Give(sealedPart, output, lease, reader, terms))]);
    }

    private SealedGrant Give(SealedPart part, Output output, VerifiedLease lease, Reader reader, ResultTerms terms)
    {
        if (!Readdressing.TryReaddress(part.Header, lease.Run.Identity, reader.Recipient, RandomNumberGenerator.Fill, out var header, out var why))
            throw new InvalidOperationException($"Our own header does not open: {why}.");
        var grant = new GrantDocument(
            1, OpaqueId.Create(RandomNumberGenerator.Fill), lease.Document.Case, output.Part, output.Compartment, output.Payload, output.Commitment,
            reader.Member, new Bytes32(reader.Recipient.Digest), GrantPurpose.Result, terms.Ends(reader.Member), lease.Run.Bench);
        var document = signing.Key.Sign(SignedDocument.Unsigned(grant));
        byte[] held = HeldHeader.Seal(HeldName.Grant(document.BodyDigest), header.ToBytes(), terms.Gates, RandomNumberGenerator.Fill);
        return new SealedGrant(grant, Encoding.UTF8.GetString(document.ToJson()), held);
    }
}

/// <summary>On what terms results are given.</summary>
/// <param name="Ends">Until when a reader may open them.</param>
/// <param name="Gates">The gates' keys of the case, by which their headers are held.</param>
internal sealed record ResultTerms(Func<OpaqueId, DateTimeOffset> Ends, IReadOnlyList<HybridRecipient> Gates);
