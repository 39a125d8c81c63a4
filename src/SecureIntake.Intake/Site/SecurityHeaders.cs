using System.Text.RegularExpressions;

namespace SecureIntake.Intake.Site;

/// <summary>What every answer tells the browser: run our own files only, keep nothing, tell nobody.</summary>
internal static partial class SecurityHeaders
{
    /// <summary>
    /// No inline script or style, no form that posts, no third party, no framing. <c>data:</c> is for the empty icon, which spares a request. The
    /// one Trusted Types policy names the Worker's script (<c>submit/sending/line.ts</c>); markup from strings is impossible.
    /// </summary>
    public const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; "
        + "font-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; "
        + "require-trusted-types-for 'script'; trusted-types secureintake-worker";

    /// <summary>
    /// Of the one script that may compile WebAssembly: the Worker that seals large files (<c>seal/payload/handWorker.ts</c>). A Worker is held
    /// to the policy of its own answer, so no page and no other Worker gains this; in return this one may ask nobody for anything but our own
    /// scripts. ops/decisions/0006.
    /// </summary>
    public const string SealingWorkerPolicy =
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; "
        + "require-trusted-types-for 'script'; trusted-types 'none'";

    // With esbuild's eight characters of base 32.
    [GeneratedRegex(@"^/assets/hand-[0-9A-Z]{8}\.js$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex SealingWorker();

    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        // At the start of the answer, because an error clears what was set before it.
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = SealingWorker().IsMatch(context.Request.Path.Value ?? "") ? SealingWorkerPolicy : ContentSecurityPolicy;
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
