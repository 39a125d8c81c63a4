using Microsoft.Extensions.Options;
using SecureIntake.Audit.Log;
using SecureIntake.Cases.Storage;

namespace SecureIntake.Intake.Log;

/// <summary>The access log for everyone, as static files (C2SP tlog-tiles): receipts can be found and all of it checked, without asking anybody.</summary>
internal static class LogFiles
{
    public static void MapLogFiles(this WebApplication app)
    {
        string configured = app.Services.GetRequiredService<IOptions<IntakeOptions>>().Value.LogFolder;
        string folder = configured.Length > 0 ? configured : Path.Combine(app.Services.GetRequiredService<IOptions<StorageOptions>>().Value.Folder, "log");
        var log = new LogFolder(folder);
        app.MapMethods("/log/{**path}", [HttpMethods.Get, HttpMethods.Head], (string path, HttpContext context) => Serve(log, path, context));
    }

    private static IResult Serve(LogFolder log, string path, HttpContext context)
    {
        if (path == LogFolder.CheckpointFile)
        {
            context.Response.Headers.CacheControl = "no-cache";
            return log.ReadCheckpoint() is { } note ? TypedResults.Bytes(note, "text/plain; charset=utf-8") : TypedResults.NotFound();
        }

        // A tile beyond the checkpoint may be half written, and would be kept as immutable.
        if (!TileName.TryParse(path, out var tile) || !log.Publishes(tile)) return TypedResults.NotFound();
        string file = Path.Combine(log.Path, tile.ToString());
        if (!File.Exists(file)) return TypedResults.NotFound();
        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return TypedResults.PhysicalFile(file, "application/octet-stream");
    }
}
