using System.Text.RegularExpressions;

namespace SecureIntake.Portal.Staff;

/// <summary>What members are called here: never a name, never an address.</summary>
internal static partial class Pseudonym
{
    /// <summary>3 to 32 lower-case letters, digits and hyphens; it begins with a letter and ends with no hyphen.</summary>
    [GeneratedRegex("^[a-z][a-z0-9-]{1,30}[a-z0-9]$", RegexOptions.NonBacktracking)]
    private static partial Regex Spelling();

    /// <summary>Whether a text can be a pseudonym.</summary>
    public static bool IsOne(string? text) => text is not null && Spelling().IsMatch(text);
}
