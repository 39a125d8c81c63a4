using System.Security.Cryptography;
using System.Text;
using SecureIntake.Audit.Events;
using SecureIntake.Cases;
using SecureIntake.Cases.Auditing;
using SecureIntake.Cases.Stages;
using SecureIntake.Opening;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Gates;
using SecureIntake.Sealing.Parts;
using BenchRun = SecureIntake.Cases.Stages.BenchRun;
using Grant = SecureIntake.Cases.Grants.Grant;
using GrantPurpose = SecureIntake.Sealing.Documents.GrantPurpose;
using SignedDocument = SecureIntake.Sealing.Documents.SignedDocument;

namespace SecureIntake.Hosts.Tests.Worker;

/// <summary>Leases by the lead's hand, as the browser makes them, or wrong in one of their terms.</summary>
internal static class BenchLeases
{
    /// <summary>Leases parts to a bench run, by the hand of the lead.</summary>
    /// <param name="bench">The run.</param>
    /// <param name="held">The paper first.</param>
    /// <param name="change">What is wrong with it, for a test that wants something wrong.</param>
    /// <param name="log">Whether the portal has logged the act already.</param>
    /// <returns>The stage run.</returns>
    public static async Task<Id<StageRun>> LeaseAsync(this BenchOffice office, BenchDocument bench, HeldPart[] held, Func<LeaseTerms, LeaseTerms>? change = null, bool log = true)
    {
        var terms = new LeaseTerms
        {
            Case = OpaqueId.TryParse(office.Case.Text, out var @case) ? @case : default,
            Signer = office.Lead.Key.SigningKey,
            Expires = bench.Expires,
            Run = bench.Run,
            Recipient = bench.Recipient,
            Readers = [new Reader(office.Lead.Id, office.Lead.Key.Identity.Recipient), new Reader(office.Verifier.Id, office.Verifier.Key.Identity.Recipient)],
        };
        terms = change?.Invoke(terms) ?? terms;
        var grants = held.Select(part => office.Give(part, terms)).ToList();
        var lease = new LeaseDocument(
            1, OpaqueId.Create(RandomNumberGenerator.Fill), terms.Case, "examine", [.. grants.Select(g => g.Document.BodyDigest)], terms.Run, terms.Readers,
            office.Lead.Id, terms.Expires);
        var document = terms.Signer.Sign(SignedDocument.Unsigned(lease));
        var entry = office.Logged(new PartsLeased(
            new Stamp(DateTimeOffset.UtcNow, LogId.Parse(office.Lead.Id.ToString()), new Nonce(RandomNumberGenerator.GetBytes(16))),
            LogId.Parse(terms.Case.ToString()), "examine", LogId.Parse(terms.Run.ToString()),
            new Audit.Bytes32((terms.LoggedInstead ?? document).BodyDigest.Span), [.. grants.Select(g => new Audit.Bytes32(g.Document.BodyDigest.Span))]));
        var run = new StageRun
        {
            Id = Id<StageRun>.New(office.Random),
            Lease = Id<Lease>.Parse(lease.Lease.ToString()),
            Case = office.Case,
            About = held[0].Part.Id,
            Stage = "examine",
        };
        await using var cases = await office.CasesAsync();
        cases.Add(entry);
        cases.Add(new Lease
        {
            Id = run.Lease,
            Case = office.Case,
            Run = Id<BenchRun>.Parse(terms.Run.ToString()),
            Document = Encoding.UTF8.GetString(document.ToJson()),
            Entry = entry.Digest,
        });
        cases.Add(run);
        cases.AddRange(grants.Skip(terms.WithheldGrants).Select(g => g.Row(entry.Digest)));
        await cases.SaveChangesAsync();
        if (log)
            await office.LogAsync();
        return run.Id;
    }

    private static OutboxEntry Logged(this BenchOffice office, SignedAct act) => OutboxEntry.Of(Entry.WithSignature(
        act, new Audit.Bytes32(office.Lead.Key.SigningKey.Signer.ToBytes()), office.Lead.Key.SigningKey.Sign(Entry.ToSign(act))).Bytes.ToArray());

    private static GivenPart Give(this BenchOffice office, HeldPart held, LeaseTerms terms)
    {
        Assert.True(Readdressing.TryReaddress(held.Sealed.Header, office.Lead.Key.Identity, terms.Recipient, RandomNumberGenerator.Fill, out var header, out _));
        var grant = terms.ChangeGrant(new GrantDocument(
            1, OpaqueId.Create(RandomNumberGenerator.Fill), terms.Case, OpaqueId.TryParse(held.Part.Id.Text, out var part) ? part : default,
            Compartment.All.Single(c => c.Name == held.Part.Compartment), new SecureIntake.Sealing.Documents.Bytes32(held.Part.Digest),
            new SecureIntake.Sealing.Documents.Bytes32(held.Sealed.Commitment), terms.Run, new SecureIntake.Sealing.Documents.Bytes32(terms.Recipient.Digest),
            GrantPurpose.Examine, terms.Expires, office.Lead.Id));
        var document = terms.GrantSigner(office.Lead.Key.SigningKey).Sign(SignedDocument.Unsigned(grant));
        return new GivenPart(held, grant, document, HeldHeader.Seal(HeldName.Grant(document.BodyDigest), header.ToBytes(), [office.CaseKey], RandomNumberGenerator.Fill));
    }
}

/// <summary>A part with the lead's grant to the bench.</summary>
internal sealed record GivenPart(HeldPart Held, GrantDocument Terms, SignedDocument Document, byte[] Header)
{
    public Grant Row(byte[] entry) => new()
    {
        Id = Id<Grant>.Parse(Terms.Grant.ToString()),
        Part = Held.Part.Id,
        Case = Held.Part.Case,
        Grantee = Terms.Grantee.ToString(),
        Purpose = "examine",
        Expires = Terms.Expires,
        Document = Encoding.UTF8.GetString(Document.ToJson()),
        Header = Header,
        Entry = entry,
    };
}
