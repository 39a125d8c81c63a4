namespace SecureIntake.Portal.Access;

/// <summary>Tells a person who opens a page from a script that talks JSON.</summary>
internal static class RequestKind
{
    /// <summary>Whether the caller asked for HTML, so that a refusal is a page and not a code.</summary>
    public static bool WantsPage(this HttpRequest request) =>
        request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
}
