using SecureIntake.Portal.Trust;
using SecureIntake.Sealing.Documents;
using MemberId = SecureIntake.Cases.Id<SecureIntake.Cases.Staff.Member>;

namespace SecureIntake.Portal.DeskKeys;

/// <summary>Whose signatures make a desk line: leads of the policy, as many as it asks for (Sealing/FORMAT.md §4).</summary>
internal static class DeskSignatures
{
    /// <summary>How many leads of the policy signed.</summary>
    public static int CountLeads(this SignedWorld world, SignedDocument line) =>
        line.CountSignatures([.. world.Policy.Leads.Select(lead => lead.Signer)]);

    /// <summary>Whether enough of them did.</summary>
    public static bool IsDeskLine(this SignedWorld world, SignedDocument line) => world.CountLeads(line) >= world.Policy.DeskSignatures;

    /// <summary>
    /// The key with which a member signs desk lines; null for whoever is no lead. A publication whose policy lists other leads than its directory
    /// does not verify, so the directory answers for both.
    /// </summary>
    public static Signer? DeskSignerOf(this SignedWorld world, MemberId member) =>
        world.Lists(member, Role.Lead) ? world.Find(member)?.Signer : null;

    /// <summary>The leads of the directory: a desk key is sealed to all of them.</summary>
    public static IEnumerable<Member> Leads(this SignedWorld world) => world.Directory.Members.Where(member => member.Roles.Contains(Role.Lead));
}
