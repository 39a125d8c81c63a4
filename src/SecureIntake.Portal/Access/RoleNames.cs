global using Role = SecureIntake.Sealing.Documents.Role;

namespace SecureIntake.Portal.Access;

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

    /// <summary>Reads words separated by spaces, as <see cref="Line"/> wrote them.</summary>
    /// <exception cref="FormatException">One of them is no role.</exception>
    public static IReadOnlySet<Role> Set(string words) => words.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(word => TryParse(word, out var role) ? role : throw new FormatException("Not a role."))
        .ToHashSet();

    /// <summary>The words in the order of the roles, separated by spaces.</summary>
    public static string Line(this IEnumerable<Role> roles) => string.Join(' ', roles.Order().Select(Word));

    /// <summary>Whether one person may hold these roles: who administers or audits never reads content (design §5).</summary>
    public static bool MayBeHeldTogether(this IReadOnlySet<Role> roles) =>
        roles.Count > 0
        && !(roles.Overlaps([Role.Administrator, Role.Auditor]) && roles.Overlaps([Role.Lead, Role.Verifier]));
}
