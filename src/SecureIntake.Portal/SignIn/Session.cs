using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Lockdowns;
using SecureIntake.Portal.Staff;

namespace SecureIntake.Portal.SignIn;

/// <summary>What a script gets when a session begins.</summary>
/// <param name="Csrf">The antiforgery token of the new session: the one on the page belonged to nobody.</param>
internal sealed record SessionBegun(string Csrf);

/// <summary>Begins sessions.</summary>
internal sealed class Session(SignInManager<StaffMember> signIn, IAntiforgery forgery, LockdownState lockdown)
{
    /// <summary>Signs the member in on this request's answer, unless they are locked out: they are told that, for they have shown who they are.</summary>
    public async Task<IResult> BeginAsync(StaffMember member, HttpContext context)
    {
        if (lockdown.IsLockedOut(member.Member))
            return Refusal.LockedOut;
        await signIn.SignInAsync(member, lockdown.Begin(member.Member, new AuthenticationProperties()));
        // The new token is bound to who is signed in, which this request does not know yet.
        context.User = await signIn.CreateUserPrincipalAsync(member);
        return TypedResults.Ok(new SessionBegun(forgery.GetAndStoreTokens(context).RequestToken ?? ""));
    }
}
