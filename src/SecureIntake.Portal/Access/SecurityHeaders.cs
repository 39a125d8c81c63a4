namespace SecureIntake.Portal.Access;

/// <summary>What every answer tells the browser: run our own files only, keep nothing, tell nobody.</summary>
internal static class SecurityHeaders
{
    /// <summary>
    /// No inline script or style, no third party, no framing. Safe copies and players get <c>blob:</c> addresses that never leave the tab. Markup
    /// enters the document through one Trusted Types policy, that of <c>portal/navigate.ts</c>.
    /// </summary>
    public const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' blob:; media-src blob:; "
        + "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
        + "require-trusted-types-for 'script'; trusted-types portal-page";

    /// <summary>Adds the headers to every answer. Static files replace <c>Cache-Control</c> by their own.</summary>
    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.CacheControl = "no-cache, no-store";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), browsing-topics=()";
        return next(context);
    });
}
