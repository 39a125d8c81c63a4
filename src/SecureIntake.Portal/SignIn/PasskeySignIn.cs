using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Staff;

namespace SecureIntake.Portal.SignIn;

/// <summary>Signs in with a passkey. Nobody says who they are first: the passkey tells.</summary>
internal static class PasskeySignIn
{
    /// <summary>The browser's <c>credential.toJSON()</c>, without extension results.</summary>
    internal sealed record AssertionRequest(JsonElement Credential);

    /// <summary>Answers the options of <c>navigator.credentials.get</c>.</summary>
    public static async Task<IResult> OptionsAsync(SignInManager<StaffMember> signIn) =>
        TypedResults.Text(await signIn.MakePasskeyRequestOptionsAsync(null), "application/json");

    /// <summary>Checks the passkey's answer and begins the session.</summary>
    public static async Task<IResult> AssertAsync(AssertionRequest request, SignInManager<StaffMember> signIn, Session session, HttpContext context)
    {
        if (Ceremony.HoldsExtensionResults(request.Credential))
            return Refusal.PasskeyTellsTooMuch;
        PasskeyAssertionResult<StaffMember> assertion;
        try
        {
            assertion = await signIn.PerformPasskeyAssertionAsync(request.Credential.GetRawText());
        }
        catch (InvalidOperationException)
        {
            return Refusal.PasskeyCeremony;
        }

        if (!assertion.Succeeded)
            return Refusal.SignInRefused;
        // The counter that a cloned authenticator would give away.
        await signIn.UserManager.AddOrUpdatePasskeyAsync(assertion.User, assertion.Passkey);
        return await session.BeginAsync(assertion.User, context);
    }
}
