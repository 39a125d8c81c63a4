using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.SignIn;
using SecureIntake.Portal.Staff;

namespace SecureIntake.Portal.Enrolment;

/// <summary>Enrols with a passkey. The ceremony's state is in a short-lived protected cookie of Identity.</summary>
internal static class PasskeyEnrolment
{
    /// <summary>Who begins the ceremony.</summary>
    internal sealed record OptionsRequest(string Token, string Pseudonym);

    /// <summary>The browser's <c>credential.toJSON()</c>, without extension results: those hold what unseals the staff key.</summary>
    internal sealed record AttestationRequest(string Token, string Pseudonym, JsonElement Credential);

    /// <summary>Answers the options of <c>navigator.credentials.create</c>.</summary>
    public static async Task<IResult> OptionsAsync(
        OptionsRequest request, Enrolling enrolling, SignInManager<StaffMember> signIn, CancellationToken cancel)
    {
        var candidate = await enrolling.CandidateAsync(request.Token, request.Pseudonym, cancel);
        if (!candidate.Accepted)
            return candidate.Refusal;
        string options = await signIn.MakePasskeyCreationOptionsAsync(new PasskeyUserEntity
        {
            Id = candidate.Member.Id,
            Name = candidate.Member.UserName!,
            DisplayName = candidate.Member.UserName!,
        });
        return TypedResults.Text(options, "application/json");
    }

    /// <summary>Takes the new passkey, makes the member and begins the session.</summary>
    public static async Task<IResult> AttestAsync(
        AttestationRequest request, Enrolling enrolling, SignInManager<StaffMember> signIn, Session session, HttpContext context,
        CancellationToken cancel)
    {
        var candidate = await enrolling.CandidateAsync(request.Token, request.Pseudonym, cancel);
        if (!candidate.Accepted)
            return candidate.Refusal;
        if (Ceremony.HoldsExtensionResults(request.Credential))
            return Refusal.PasskeyTellsTooMuch;
        PasskeyAttestationResult attestation;
        try
        {
            attestation = await signIn.PerformPasskeyAttestationAsync(request.Credential.GetRawText());
        }
        catch (InvalidOperationException)
        {
            // Another ceremony in this browser has replaced the cookie, or there was none.
            return Refusal.PasskeyCeremony;
        }

        if (!attestation.Succeeded || attestation.UserEntity.Id != candidate.Member.Id)
            return Refusal.PasskeyRefused;
        bool enrolled = await enrolling.EnrolAsync(
            candidate, async members => (await members.AddOrUpdatePasskeyAsync(candidate.Member, attestation.Passkey)).Succeeded, cancel);
        return enrolled ? await session.BeginAsync(candidate.Member, context) : Refusal.InvitationOver;
    }
}
