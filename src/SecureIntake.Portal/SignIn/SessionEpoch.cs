using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Lockdowns;
using MemberId = SecureIntake.Cases.Id<SecureIntake.Cases.Staff.Member>;

namespace SecureIntake.Portal.SignIn;

/// <summary>
/// Binds a session to the lockdown that it began after: the next one, of all or of its member, ends it. The mark lies in the session's protected cookie, beside and not among the
/// claims, which the framework makes anew every minute.
/// </summary>
internal static class SessionEpoch
{
    private const string Mark = "lockdown";

    /// <summary>Marks a session that begins now.</summary>
    public static AuthenticationProperties Begin(this LockdownState state, MemberId member, AuthenticationProperties properties)
    {
        properties.Items[Mark] = state.EpochOf(member);
        return properties;
    }

    /// <summary>Ends a session that began before the newest lockdown; otherwise asks what was asked so far.</summary>
    public static void EndByLockdown(this CookieAuthenticationEvents events)
    {
        var others = events.OnValidatePrincipal;
        events.OnValidatePrincipal = context =>
        {
            var state = context.HttpContext.RequestServices.GetRequiredService<LockdownState>();
            if (context.Principal?.TryMember(out var member) == true && !state.IsLockedOut(member)
                && context.Properties.Items.TryGetValue(Mark, out string? epoch) && epoch == state.EpochOf(member))
                return others(context);
            context.RejectPrincipal();
            return Task.CompletedTask;
        };
    }
}
