using SecureIntake.Sealing.Parts;

namespace SecureIntake.Intake.Submissions;

/// <summary>Which parts make a submission (Sealing's FORMAT.md §2 and §7). The server sees no other difference between submissions.</summary>
internal static class SubmissionRules
{
    private const int MaxEvidence = 40;

    /// <summary>Whether these are one account, mailbox and source, a share for each custodian, and evidence; each named once.</summary>
    public static bool AreWhole(IReadOnlyList<PartRequest> parts, int custodians, int maxParts)
    {
        var shares = parts.Where(part => part.Compartment == Compartment.Share).Select(part => part.Number).Order();
        return parts.Count <= maxParts
            && parts.All(part => part.Compartment == Compartment.Share || part.Number == 0)
            && parts.DistinctBy(part => part.Part).Count() == parts.Count
            && parts.DistinctBy(part => part.Upload).Count() == parts.Count
            && shares.SequenceEqual(Enumerable.Range(1, custodians))
            && Count(Compartment.Account) == 1 && Count(Compartment.Mailbox) == 1 && Count(Compartment.Source) == 1
            && Count(Compartment.Evidence) <= MaxEvidence
            && parts.Count == custodians + 3 + Count(Compartment.Evidence);

        int Count(Compartment compartment) => parts.Count(part => part.Compartment == compartment);
    }
}
