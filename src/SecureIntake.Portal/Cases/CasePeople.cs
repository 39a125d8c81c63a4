using System.Text;
using SecureIntake.Cases.Grants;
using SecureIntake.Sealing.Documents;
using GrantPurpose = SecureIntake.Cases.Grants.GrantPurpose;

namespace SecureIntake.Portal.Cases;

/// <summary>Who reads a case, as its grants in effect say.</summary>
internal static class CasePeople
{
    private static readonly string[] Order = ["lead", "deputy", "verifier"];

    /// <summary>Lead, deputy, then verifiers; nobody twice.</summary>
    /// <param name="grants">All grants of the case that are in effect.</param>
    public static IReadOnlyList<PersonFact> Of(IEnumerable<Grant> grants)
    {
        var people = new List<PersonFact>();
        foreach (var held in grants.GroupBy(g => g.Grantee, StringComparer.Ordinal))
        {
            // Lead and deputy hold grants of what was keyed in, too; they stay what they are. A bench run is nobody.
            var taken = held.Where(g => g.Purpose == GrantPurpose.Triage).ToList();
            var given = held.Where(g => g.Purpose == GrantPurpose.Verify).ToList();
            if (taken.Count > 0)
                people.Add(Person(held.Key, GaveToThemselves(taken[0]) ? "lead" : "deputy", taken.Max(g => g.Expires)));
            else if (given.Count > 0)
                people.Add(Person(held.Key, "verifier", given.Max(g => g.Expires)));
        }

        return [.. people.OrderBy(p => Array.IndexOf(Order, p.Role)).ThenBy(p => p.Member, StringComparer.Ordinal)];
    }

    // The lead is the one who took the case from the desk, and so gave it to themselves.
    private static bool GaveToThemselves(Grant grant) =>
        SignedDocument.TryParse(Encoding.UTF8.GetBytes(grant.Document), out var document)
        && document.TryRead<GrantDocument>(out var body)
        && body.By.ToString() == grant.Grantee;

    private static PersonFact Person(string member, string role, DateTimeOffset ends) =>
        new(member, role, ends.Machine(), ends);
}
