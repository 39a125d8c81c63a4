using System.Globalization;
using SecureIntake.Intake.Failures;

namespace SecureIntake.Intake.Uploads;

/// <summary>The header side of tus 1.0.0: what requests must say and what every answer says.</summary>
internal static class Tus
{
    public const string MediaType = "application/offset+octet-stream";
    public const string Length = "Upload-Length";
    public const string Offset = "Upload-Offset";
    public const string MaxSize = "Tus-Max-Size";
    public const string Extension = "Tus-Extension";
    public const string Extensions = "creation,termination";

    private const string Version = "1.0.0";
    private const string Resumable = "Tus-Resumable";
    private const string Versions = "Tus-Version";

    /// <summary>Names the version on every answer; refuses requests of another one, but for OPTIONS, which asks for it.</summary>
    public static async ValueTask<object?> CheckVersionAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        var (request, answer) = (call.HttpContext.Request, call.HttpContext.Response.Headers);
        answer[Resumable] = Version;
        // A foreign body is named as such first: who posts a form knows nothing of tus.
        if (request.Method == HttpMethods.Patch ? request.ContentType != MediaType : HasBody(request)) return Problem.ForeignMedia;
        if (request.Method == HttpMethods.Options || request.Headers[Resumable] == Version)
        {
            if (request.Method == HttpMethods.Options) answer[Versions] = Version;
            return await next(call);
        }

        answer[Versions] = Version;
        return Problem.TusVersion;
    }

    /// <summary>Reads a header that is one non-negative decimal number.</summary>
    public static bool TryNumber(IHeaderDictionary headers, string name, out long number)
    {
        number = 0;
        return headers.TryGetValue(name, out var values) && values is [{ } text]
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    private static bool HasBody(HttpRequest request) => request.ContentLength is > 0 || request.Headers.TransferEncoding.Count > 0;
}
