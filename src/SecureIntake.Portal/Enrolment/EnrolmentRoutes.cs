using SecureIntake.Portal.Access;

namespace SecureIntake.Portal.Enrolment;

/// <summary>From a link to a member.</summary>
internal static class EnrolmentRoutes
{
    /// <summary>What the page shows before anything is chosen.</summary>
    internal sealed record Invited(string? Pseudonym, IReadOnlyList<string> Roles);

    internal sealed record TokenRequest(string Token);

    public static void AddEnrolment(this IServiceCollection services)
    {
        services.AddScoped<Invitations>();
        services.AddScoped<Enrolling>();
        services.AddScoped<Inviting>();
        services.AddSingleton<PortalAddress>();
        services.AddSingleton<AdministratorLink>();
        services.AddHostedService<FirstInvitation>();
    }

    public static void MapEnrolment(this IEndpointRouteBuilder app)
    {
        app.MapPost("/enrolment", LookAsync).Anonymous();
        app.MapPost("/enrolment/code", PassphraseEnrolment.OfferCodeAsync).Anonymous();
        app.MapPost("/enrolment/passphrase", PassphraseEnrolment.EnrolAsync).Anonymous();
        app.MapPost("/passkeys/creation-options", PasskeyEnrolment.OptionsAsync).Anonymous();
        app.MapPost("/passkeys/attestation", PasskeyEnrolment.AttestAsync).Anonymous();
    }

    private static async Task<IResult> LookAsync(TokenRequest request, Invitations invitations, CancellationToken cancel) =>
        await invitations.FindAsync(request.Token, cancel) is { } invitation
            ? TypedResults.Ok(new Invited(invitation.Pseudonym, [.. invitation.RoleSet.Order().Select(role => role.Word())]))
            : Refusal.InvitationOver;
}
