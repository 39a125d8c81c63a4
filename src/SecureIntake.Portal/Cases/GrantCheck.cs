using System.Text;
using SecureIntake.Cases;
using SecureIntake.Cases.Grants;
using SecureIntake.Cases.Submissions;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Trust;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Age;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Gates;
using GrantPurpose = SecureIntake.Sealing.Documents.GrantPurpose;

namespace SecureIntake.Portal.Cases;

/// <summary>Someone who may be given parts in a step, and until when at most.</summary>
/// <param name="Recipient">Their key: from the verified directory, or from a verified bench document.</param>
/// <param name="Until">The latest end of a grant.</param>
internal sealed record Grantee(HybridRecipient Recipient, DateTimeOffset Until);

/// <summary>A part that may be given: stored already, or about to be.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Compartment">Its compartment.</param>
/// <param name="Digest">SHA-256 of its payload.</param>
internal sealed record GivenPart(Id<Part> Id, string Compartment, byte[] Digest)
{
    public static GivenPart Of(Part part) => new(part.Id, part.Compartment, part.Digest);
}

/// <summary>What the grants of a step must be like.</summary>
/// <param name="Case">The case.</param>
/// <param name="By">The member who acts.</param>
/// <param name="Purpose">The purpose of each grant.</param>
/// <param name="Parts">The parts that may be given, by id.</param>
/// <param name="Required">Those of them that every grantee must get.</param>
/// <param name="Grantees">Who may, and must, be given something, by id.</param>
/// <param name="Gates">By how many gates each header must be held: all that the root lists.</param>
internal sealed record GrantTerms(
    Id<Submission> Case, Member By, GrantPurpose Purpose, IReadOnlyDictionary<OpaqueId, GivenPart> Parts,
    IReadOnlyList<OpaqueId> Required, IReadOnlyDictionary<OpaqueId, Grantee> Grantees, int Gates);

/// <summary>
/// Checks the grants that a browser sends with an act: signatures, digests, recipients and completeness. The header of each is held by the gates' keys
/// of the case, so that the portal never has it. That it really wraps the part's file key the grantee's browser finds out, and the signature says
/// who is to blame.
/// </summary>
internal static class GrantCheck
{
    /// <summary>Checks all of them, or names the first rule that one breaks.</summary>
    /// <param name="sent">The grants.</param>
    /// <param name="named">The body digests that the signed act names, base64, in its order.</param>
    /// <param name="terms">What they must be like.</param>
    /// <param name="now">The time.</param>
    /// <param name="entry">Digest of the act's entry, without which no grant has an effect.</param>
    /// <param name="grants">The rows to store.</param>
    public static Refusal? Check(
        IReadOnlyList<SentGrant> sent, IEnumerable<string> named, GrantTerms terms, DateTimeOffset now, byte[] entry, out IReadOnlyList<Grant> grants)
    {
        grants = [];
        var rows = new List<Grant>(sent.Count);
        var digests = new List<string>(sent.Count);
        foreach (var one in sent)
        {
            if (Check(one, terms, now, entry, out var row, out string digest) is { } refusal)
                return refusal;
            rows.Add(row);
            digests.Add(digest);
        }

        if (rows.DistinctBy(g => g.Id).Count() < rows.Count || rows.DistinctBy(g => (g.Part, g.Grantee)).Count() < rows.Count)
            return Refusal.GrantRepeated;
        var given = rows.Select(g => (g.Part.AsOpaque(), g.Grantee)).ToHashSet();
        if (terms.Required.Any(part => terms.Grantees.Keys.Any(grantee => !given.Contains((part, grantee.ToString())))))
            return Refusal.GrantMissing;
        if (!digests.SequenceEqual(named, StringComparer.Ordinal))
            return Refusal.ActGrants;
        grants = rows;
        return null;
    }

    private static Refusal? Check(
        SentGrant sent, GrantTerms terms, DateTimeOffset now, byte[] entry, out Grant row, out string digest)
    {
        (row, digest) = (null!, "");
        if (!SignedDocument.TryParse(sent.Json, out var document) || !document.TryRead<GrantDocument>(out var grant))
            return Refusal.GrantMalformed;
        if (document.Signatures.Count != 1 || !document.IsSignedBy(terms.By.Signer) || grant.By != terms.By.Id)
            return Refusal.GrantSignature;
        if (!terms.Grantees.TryGetValue(grant.Grantee, out var grantee))
            return Refusal.GrantGrantee;
        if (grant.Case != terms.Case.AsOpaque() || !terms.Parts.TryGetValue(grant.Part, out var part) || grant.Compartment.Name != part.Compartment)
            return Refusal.GrantPart;
        if (!grant.Payload.Span.SequenceEqual(part.Digest))
            return Refusal.GrantPayload;
        if (!grant.Recipient.Span.SequenceEqual(grantee.Recipient.Digest))
            return Refusal.GrantRecipient;
        if (grant.Purpose != terms.Purpose)
            return Refusal.GrantPurpose;
        if (grant.Expires <= now || grant.Expires > grantee.Until)
            return Refusal.GrantExpires;
        if (!HeldHeader.IsOf(HeldName.Grant(document.BodyDigest), sent.Header, terms.Gates))
            return Refusal.GrantHeader;
        digest = document.BodyDigest.ToString();
        row = new Grant
        {
            Id = grant.Grant.As<Grant>(),
            Part = part.Id,
            Case = terms.Case,
            Grantee = grant.Grantee.ToString(),
            Purpose = grant.Purpose.ToString().ToLowerInvariant(),
            Expires = grant.Expires,
            Document = Encoding.UTF8.GetString(document.ToJson()),
            Header = sent.Header,
            Entry = entry,
        };
        return null;
    }
}
