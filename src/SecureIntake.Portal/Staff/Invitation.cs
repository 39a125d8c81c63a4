using SecureIntake.Cases;
using SecureIntake.Cases.Staff;
using SecureIntake.Portal.Access;

namespace SecureIntake.Portal.Staff;

/// <summary>A place that waits for someone: used once, within three days. The row goes when it is used.</summary>
internal sealed class Invitation
{
    /// <summary>How long the link works.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromHours(72);

    /// <summary>SHA-256 of the link's token: a copy of the database enrols nobody.</summary>
    public required byte[] TokenHash { get; init; }

    /// <summary>The id that the member will have.</summary>
    public required Id<Member> Member { get; init; }

    /// <summary>The pseudonym that the inviter chose; null lets the member choose.</summary>
    public string? Pseudonym { get; init; }

    /// <summary>The roles as words of the directory, separated by spaces.</summary>
    public required string Roles { get; init; }

    public required DateTimeOffset Expires { get; init; }

    /// <summary>The roles.</summary>
    public IReadOnlySet<Role> RoleSet => RoleNames.Set(Roles);
}
