using Microsoft.AspNetCore.Identity;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Staff;

namespace SecureIntake.Portal.SignIn;

/// <summary>Signing in and out.</summary>
internal static class SignInRoutes
{
    public static void AddSignIn(this IServiceCollection services)
    {
        services.AddScoped<Session>();
        services.AddSingleton<OneTimeCodes>();
        services.AddSingleton<DecoySalts>();
    }

    public static void MapSignIn(this IEndpointRouteBuilder app)
    {
        app.MapPost("/passkeys/request-options", PasskeySignIn.OptionsAsync).Anonymous();
        app.MapPost("/passkeys/assertion", PasskeySignIn.AssertAsync).Anonymous();
        app.MapPost("/sign-in/salt", PassphraseSignIn.SaltAsync).Anonymous();
        app.MapPost("/sign-in/passphrase", PassphraseSignIn.SignInAsync).Anonymous();
        app.MapPost("/sign-out", SignOutAsync).Requires(Capability.OwnAccount);
        // A page asks whether its session still is: 401 when it has ended.
        app.MapGet("/session", TypedResults.NoContent).Requires(Capability.OwnAccount);
    }

    private static async Task<IResult> SignOutAsync(SignInManager<StaffMember> signIn)
    {
        await signIn.SignOutAsync();
        return TypedResults.LocalRedirect("/sign-in");
    }
}
