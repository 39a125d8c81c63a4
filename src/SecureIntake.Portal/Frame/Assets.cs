using System.Text.Json;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Options;

namespace SecureIntake.Portal.Frame;

/// <summary>
/// The scripts and styles of the staff site: files with hashed names in <see cref="PortalOptions.AssetsFolder"/>, found through
/// <c>assets.json</c>, an object from plain name to hashed name, <c>{"main.js":"main-K3ZQ.js"}</c>.
/// </summary>
internal sealed class Assets
{
    private readonly Dictionary<string, string> _names;

    /// <summary>Reads the manifest.</summary>
    /// <exception cref="InvalidOperationException">The scripts were not built.</exception>
    public Assets(IOptions<PortalOptions> options)
    {
        Folder = Path.GetFullPath(options.Value.AssetsFolder);
        string manifest = Path.Combine(Folder, "assets.json");
        if (!File.Exists(manifest))
            throw new InvalidOperationException("Portal:AssetsFolder has no assets.json. Run `npm run build` in src/SecureIntake.Browser.");
        _names = JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllBytes(manifest)) ?? [];
    }

    /// <summary>The folder, absolute.</summary>
    public string Folder { get; }

    /// <summary>The address of an asset by its plain name, <c>main.js</c>.</summary>
    /// <exception cref="KeyNotFoundException">Our bug: the build makes no such asset.</exception>
    public string this[string name] => "/assets/" + _names[name];
}

/// <summary>Serves the assets.</summary>
internal static class AssetFiles
{
    private const string Forever = "public, max-age=31536000, immutable";

    /// <summary>Serves the assets at <c>/assets/</c>, to anyone and for ever: a changed file has another name.</summary>
    public static void UseAssets(this WebApplication app)
    {
        var assets = app.Services.GetRequiredService<Assets>();
        app.UseStaticFiles(new StaticFileOptions
        {
            RequestPath = "/assets",
            FileProvider = new PhysicalFileProvider(assets.Folder),
            OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = Forever,
        });
    }
}
