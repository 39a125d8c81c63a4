using Microsoft.AspNetCore.Antiforgery;

namespace SecureIntake.Portal.Access;

/// <summary>
/// Every request that changes something carries the antiforgery token: pages in a form field, scripts in the header. The framework's own
/// middleware would leave JSON endpoints to themselves.
/// </summary>
internal static class ForgeryCheck
{
    /// <summary>The header in which scripts send the token of the page's <c>csrf</c> meta element.</summary>
    public const string Header = "X-CSRF-TOKEN";

    /// <summary>Sets the token's header and cookie.</summary>
    public static void AddForgeryCheck(this IServiceCollection services) => services.AddAntiforgery(forgery =>
    {
        forgery.HeaderName = Header;
        forgery.Cookie.Name = "secureintake-forgery";
        forgery.Cookie.HttpOnly = true;
        forgery.Cookie.SameSite = SameSiteMode.Strict;
        forgery.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        // Framing is forbidden by our own headers.
        forgery.SuppressXFrameOptionsHeader = true;
    });

    /// <summary>Refuses unsafe requests without a valid token with <c>request.forged</c>.</summary>
    public static void UseForgeryCheck(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        var request = context.Request;
        bool changesNothing = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        if (changesNothing || await context.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context))
            await next(context);
        else
            await Refusal.RequestForged.ExecuteAsync(context);
    });
}
