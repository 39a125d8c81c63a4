using Microsoft.AspNetCore.Identity;
using SecureIntake.Cases;
using SecureIntake.Cases.Staff;
using SecureIntake.Portal.Access;

namespace SecureIntake.Portal.Staff;

/// <summary>
/// A member's account: a pseudonym, how they sign in, and their own staff key, sealed. No e-mail address, no telephone number, no name.
/// </summary>
internal sealed class StaffMember : IdentityUser<string>
{
    /// <summary>For the database; code makes members with <see cref="Invited"/>.</summary>
    public StaffMember()
    {
    }

    /// <summary>A member who has just used their invitation.</summary>
    /// <param name="member">The id that the invitation, the log and the directory give them.</param>
    /// <param name="pseudonym">What colleagues call them; the user name.</param>
    /// <param name="roles">The roles of the invitation.</param>
    public static StaffMember Invited(Id<Member> member, string pseudonym, IReadOnlySet<Role> roles) => new()
    {
        Id = member.Text,
        UserName = pseudonym,
        Roles = roles.Line(),
    };

    /// <summary>The roles as words of the directory, separated by spaces.</summary>
    public string Roles { get; private set; } = "";

    /// <summary>The member's id as the rest of the program knows it.</summary>
    public Id<Member> Member => Id<Member>.Parse(Id);

    /// <summary>The roles that the portal gives the member; what counts is these and the signed directory together.</summary>
    public IReadOnlySet<Role> RoleSet => RoleNames.Set(Roles);

    /// <summary>Salt of the Argon2id that the member's browser runs over the passphrase; null without one.</summary>
    public byte[]? PassphraseSalt { get; set; }

    /// <summary>The seed of the one-time codes, protected by the portal's key ring; null without a passphrase.</summary>
    public byte[]? CodeSeed { get; set; }

    /// <summary>The last 30-second step whose code was used: a code that someone looked over the shoulder is good for nothing.</summary>
    public long LastCodeStep { get; set; }
}
