using SecureIntake.Sealing.Documents;

namespace SecureIntake.Gate.Trust;

/// <summary>The two sides of an office, by what the directory lists: who reads cases, and who reads none and has a say.</summary>
internal static class Sides
{
    /// <summary>Whether a member reads cases.</summary>
    public static bool IsLead(Member member) => member.Roles.Contains(Role.Lead);

    /// <summary>Whether a member reads none, and has a say.</summary>
    public static bool IsOutsideTheCases(Member member) =>
        !IsLead(member) && (member.Roles.Contains(Role.Administrator) || member.Roles.Contains(Role.Auditor));

    /// <summary>Whether a member is of either.</summary>
    public static bool HasASay(Member member) => IsLead(member) || IsOutsideTheCases(member);
}
