namespace SecureIntake.Intake.Site;

/// <summary>What every answer tells the browser: run our own files only, keep nothing, tell nobody.</summary>
internal static class SecurityHeaders
{
    /// <summary>
    /// No inline script or style, no form that posts, no third party, no framing. <c>data:</c> is for the empty icon, which spares a request. The
    /// one Trusted Types policy names the Worker's script (<c>submit/sending/line.ts</c>); markup from strings is impossible.
    /// </summary>
    public const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; "
        + "font-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; "
        + "require-trusted-types-for 'script'; trusted-types secureintake-worker";

    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        // At the start of the answer, because an error clears what was set before it.
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = ContentSecurityPolicy;
            headers.XContentTypeOptions = "nosniff";
            headers.XFrameOptions = "DENY";
            headers["Referrer-Policy"] = "no-referrer";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            headers["Permissions-Policy"] = "camera=(self), microphone=(self), geolocation=(), browsing-topics=()";
            return Task.CompletedTask;
        });
        return next(context);
    });
}
