namespace SecureIntake.Portal.Access;

/// <summary>What a member does. The names are those of the signed directory (Sealing/FORMAT.md §4).</summary>
internal enum Role
{
    /// <summary>Invites members and publishes what the root signed. Reads no content.</summary>
    Administrator,

    /// <summary>Takes cases from the desk, decides who reads them, leases documents to the bench.</summary>
    Lead,

    /// <summary>Reads the cases that were granted.</summary>
    Verifier,

    /// <summary>Reads who looked at what. Reads no content.</summary>
    Auditor,
}

/// <summary>The spelling of roles in documents, claims and forms.</summary>
internal static class RoleNames
{
    /// <summary>The lower-case word of the directory.</summary>
    public static string Word(this Role role) => role switch
    {
        Role.Administrator => "administrator",
        Role.Lead => "lead",
        Role.Verifier => "verifier",
        Role.Auditor => "auditor",
        _ => throw new ArgumentOutOfRangeException(nameof(role)),
    };

    /// <summary>Reads one word; false for anything else.</summary>
    public static bool TryParse(string? word, out Role role)
    {
        foreach (var candidate in Enum.GetValues<Role>())
        {
            if (candidate.Word() == word)
            {
                role = candidate;
                return true;
            }
        }

        role = default;
        return false;
    }

    /// <summary>Whether one person may hold these roles: who administers or audits never reads content (design §5).</summary>
    public static bool MayBeHeldTogether(this IReadOnlySet<Role> roles) =>
        roles.Count > 0
        && !(roles.Overlaps([Role.Administrator, Role.Auditor]) && roles.Overlaps([Role.Lead, Role.Verifier]));
}
