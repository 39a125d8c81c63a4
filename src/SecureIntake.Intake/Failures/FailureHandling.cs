using System.Data.Common;
using Microsoft.AspNetCore.Diagnostics;

namespace SecureIntake.Intake.Failures;

/// <summary>
/// What no endpoint answered: unknown addresses, bodies over the limit, a database that is away, our own faults. Everything leaves as a
/// <see cref="Problem"/>; the log gets the type of an exception, never its text, which may hold an id.
/// </summary>
internal static partial class FailureHandling
{
    public static void UseFailureHandling(this WebApplication app)
    {
        app.Use(async (context, next) =>
        {
            try
            {
                await next(context);
            }
            catch (Exception e) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
            {
                var problem = ProblemOf(e);
                if (problem.Status >= StatusCodes.Status500InternalServerError) Log.Failed(app.Logger, problem.Code, e.GetType().Name);
                context.Response.Clear();
                await problem.ExecuteAsync(context);
            }
            catch (Exception) when (context.RequestAborted.IsCancellationRequested)
            {
                // The client went away; it will ask where its upload stands.
            }
        });
        app.UseStatusCodePages(pages => (pages.HttpContext.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => Problem.RequestNotFound,
            StatusCodes.Status405MethodNotAllowed => Problem.RequestMethod,
            StatusCodes.Status413PayloadTooLarge => Problem.RequestTooLarge,
            StatusCodes.Status415UnsupportedMediaType => Problem.ForeignMedia,
            >= 500 => Problem.ServerFailed,
            _ => Problem.RequestMalformed,
        }).ExecuteAsync(pages.HttpContext));
    }

    /// <summary>Whether a disk said that it is full (Linux ENOSPC and EDQUOT, Windows ERROR_DISK_FULL).</summary>
    public static bool IsDiskFull(this IOException e) => (e.HResult & 0xFFFF) is 28 or 122 or 112;

    private static Problem ProblemOf(Exception e) => e switch
    {
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => Problem.RequestTooLarge,
        BadHttpRequestException => Problem.RequestMalformed,
        DbException or InvalidOperationException { InnerException: DbException } => Problem.StoreAway,
        IOException io when io.IsDiskFull() => Problem.DiskFull,
        _ => Problem.ServerFailed,
    };

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "A request failed: {Code} ({Kind})")]
        public static partial void Failed(ILogger logger, string code, string kind);
    }
}
