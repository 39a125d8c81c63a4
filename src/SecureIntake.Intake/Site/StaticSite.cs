using System.Text.RegularExpressions;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Options;

namespace SecureIntake.Intake.Site;

/// <summary>The client: fixed files from one folder. Names with a hash in them never change; the others are asked for again.</summary>
internal static partial class StaticSite
{
    public static void UseStaticSite(this WebApplication app)
    {
        var files = new PhysicalFileProvider(Path.GetFullPath(app.Services.GetRequiredService<IOptions<IntakeOptions>>().Value.SiteFolder));
        var types = new FileExtensionContentTypeProvider();
        types.Mappings[".manifest"] = "text/plain";
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,
            ContentTypeProvider = types,
            OnPrepareResponse = file => file.Context.Response.Headers.CacheControl =
                HashedName().IsMatch(file.File.Name) ? "public, max-age=31536000, immutable" : "no-cache",
        });
    }

    // esbuild's eight characters of base 32.
    [GeneratedRegex(@"-[0-9A-Z]{8}\.[a-z0-9]+$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex HashedName();
}
