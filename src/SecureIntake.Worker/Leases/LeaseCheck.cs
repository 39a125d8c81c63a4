using System.Diagnostics.CodeAnalysis;
using System.Text;
using SecureIntake.Audit.Events;
using SecureIntake.Cases.Grants;
using SecureIntake.Cases.Stages;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Age;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Parts;
using SecureIntake.Worker.Bench;
using SecureIntake.Worker.Stages;
using GrantPurpose = SecureIntake.Sealing.Documents.GrantPurpose;
using Member = SecureIntake.Sealing.Documents.Member;
using Role = SecureIntake.Sealing.Documents.Role;
using SignedDocument = SecureIntake.Sealing.Documents.SignedDocument;

namespace SecureIntake.Worker.Leases;

/// <summary>
/// Whether the bench may act on a lease. Portal wrote the rows; what counts is what a lead signed, by the directory that the root signed.
/// Whoever holds only the database can make this bench fail, not make it open or seal anything for anyone else.
/// </summary>
internal sealed class LeaseCheck(DirectoryDocument directory, HeldRuns runs, DateTimeOffset now)
{
    /// <summary>Checks the rows of a lease; false tells why not.</summary>
    public bool TryVerify(LeasePapers papers, [NotNullWhen(true)] out VerifiedLease? lease, out StageFailure why)
    {
        lease = null;
        if (!TryReadLease(papers, out var document, out var lead, out why)
            || !TryReadGrants(papers, document, lead, out var run, out var parts, out why))
            return false;
        var about = papers.Run.About.AsOpaque();
        // The bench holds one paper at a time.
        if (parts.FindAll(p => p.Grant.Compartment == Compartment.Evidence) is not [var paper] || paper.Grant.Part != about)
        {
            why = StageFailure.GrantMissing;
            return false;
        }

        lease = new VerifiedLease(document, run, paper, parts.FindAll(p => p.Grant.Compartment == Compartment.Keyed));
        return true;
    }

    private bool TryReadLease(
        LeasePapers papers, [NotNullWhen(true)] out LeaseDocument? lease, [NotNullWhen(true)] out Member? lead, out StageFailure why)
    {
        lead = null;
        why = StageFailure.LeaseMalformed;
        if (!SignedDocument.TryParse(Encoding.UTF8.GetBytes(papers.Lease.Document), out var document)
            || !document.TryRead(out lease))
        {
            lease = null;
            return false;
        }

        var by = lease.By;
        lead = directory.Members.FirstOrDefault(member => member.Id == by && member.Roles.Contains(Role.Lead));
        why = StageFailure.LeaseSignature;
        if (lead is null || !document.IsSignedBy(lead.Signer))
            return false;
        why = StageFailure.LeaseMalformed;
        if (lease.Lease != papers.Lease.Id.AsOpaque() || lease.Case != papers.Run.Case.AsOpaque()
            || lease.Stage != StageName.Examine || papers.Run.Stage != StageName.Examine || lease.Run != papers.Lease.Run.AsOpaque())
            return false;
        why = StageFailure.LeaseExpired;
        if (lease.Expires <= now)
            return false;
        why = StageFailure.LeaseReader;
        if (!lease.Readers.All(IsMember))
            return false;
        why = StageFailure.LeaseEntry;
        return IsLogged(papers, document, lease, lead);
    }

    /// <summary>A lead whose own browser shows the directory's keys cannot be brought to name another one's; a stolen key could.</summary>
    private bool IsMember(Reader reader) =>
        directory.Members.Any(member => member.Id == reader.Member && member.Recipient.Equals(reader.Recipient));

    /// <summary>Whether the entry that Portal says it has logged is the lead's own act about exactly this lease.</summary>
    private static bool IsLogged(LeasePapers papers, SignedDocument document, LeaseDocument lease, Member lead) =>
        papers.Entry is { Index: not null } row
        && Entry.TryParse(row.Entry, out var entry)
        && entry.Act is PartsLeased act
        && entry.Key is { } key && key.ToArray().AsSpan().SequenceEqual(lead.Signer.ToBytes()) && entry.SignatureHolds()
        && act.Lease.ToArray().AsSpan().SequenceEqual(document.BodyDigest.Span)
        && act.Case == lease.Case.AsLogId() && act.Run == lease.Run.AsLogId();

    private bool TryReadGrants(
        LeasePapers papers, LeaseDocument lease, Member lead, [NotNullWhen(true)] out HeldRun? run, out List<LeasedPart> parts, out StageFailure why)
    {
        parts = [];
        run = runs.Find(lease.Run);
        why = StageFailure.BenchGone;
        if (run is null)
            return false;
        foreach (var row in papers.Grants)
        {
            // Of another lease to the same run: none of this one's business.
            if (!SignedDocument.TryParse(Encoding.UTF8.GetBytes(row.Document), out var document) || !lease.Grants.Contains(document.BodyDigest))
                continue;
            why = StageFailure.GrantSignature;
            if (!document.IsSignedBy(lead.Signer))
                return false;
            why = StageFailure.GrantMalformed;
            if (!document.TryRead<GrantDocument>(out var grant) || !Fits(grant, lease, run) || !TryJoin(papers, row, grant, document, out var part))
                return false;
            parts.Add(part);
        }

        why = StageFailure.GrantMissing;
        return parts.Select(p => p.Grant.Grant).Distinct().Count() == lease.Grants.Count;
    }

    private bool Fits(GrantDocument grant, LeaseDocument lease, HeldRun run) =>
        grant.Case == lease.Case && grant.By == lease.By && grant.Grantee == run.Run && grant.Purpose == GrantPurpose.Examine && grant.Expires > now
        && grant.Recipient.Span.SequenceEqual(run.Identity.Recipient.Digest)
        && (grant.Compartment == Compartment.Evidence || grant.Compartment == Compartment.Keyed);

    private static bool TryJoin(
        LeasePapers papers, Grant row, GrantDocument grant, SignedDocument document, [NotNullWhen(true)] out LeasedPart? leased)
    {
        leased = null;
        var part = papers.Parts.FirstOrDefault(p => p.Id.AsOpaque() == grant.Part);
        if (part is null || part.Compartment != grant.Compartment.Name || !grant.Payload.Span.SequenceEqual(part.Digest))
            return false;
        leased = new LeasedPart(part, grant, document, row.Header);
        return true;
    }
}
