using SecureIntake.Portal.Access;

namespace SecureIntake.Portal.Frame;

/// <summary>Failures as pages for people and as codes for scripts; neither tells what went wrong inside.</summary>
internal static class ErrorPages
{
    /// <summary>Unhandled exceptions, and answers that have a status and no body.</summary>
    public static void UseErrorPages(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            // A body that the framework refuses to read is the caller's failure and already has its status.
            StatusCodeSelector = exception => exception is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError,
            ExceptionHandler = context => context.Request.WantsPage()
                ? Task.CompletedTask
                : Refusal.Failed(context.Response.StatusCode).ExecuteAsync(context),
        });
        app.UseWhen(context => context.Request.WantsPage(), pages => pages.UseStatusCodePagesWithReExecute("/error/{0}"));
        app.UseWhen(
            context => !context.Request.WantsPage(),
            scripts => scripts.UseStatusCodePages(status =>
                Refusal.Failed(status.HttpContext.Response.StatusCode).ExecuteAsync(status.HttpContext)));
    }
}
