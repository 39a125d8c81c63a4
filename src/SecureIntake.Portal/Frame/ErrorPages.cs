using System.Data.Common;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using SecureIntake.Cases.Gates;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Gates;
using SecureIntake.Portal.Log;
using SecureIntake.Sealing.Gates;

namespace SecureIntake.Portal.Frame;

/// <summary>Failures as pages for people and as codes for scripts; neither tells what went wrong inside.</summary>
internal static class ErrorPages
{
    /// <summary>Unhandled exceptions, and answers that have a status and no body.</summary>
    public static void UseErrorPages(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            StatusCodeSelector = exception => RefusalOf(exception).Status,
            // What has a code of its own is a refusal or passes by itself; a log is for what nobody foresaw.
            SuppressDiagnosticsCallback = failure => RefusalOf(failure.Exception).Status != StatusCodes.Status500InternalServerError,
            ExceptionHandler = context => context.Request.WantsPage()
                ? Task.CompletedTask
                : RefusalOf(context.Features.GetRequiredFeature<IExceptionHandlerFeature>().Error).ExecuteAsync(context),
        });
        app.UseWhen(context => context.Request.WantsPage(), pages => pages.UseStatusCodePagesWithReExecute("/error/{0}"));
        app.UseWhen(
            context => !context.Request.WantsPage(),
            scripts => scripts.UseStatusCodePages(status =>
                Refusal.Failed(status.HttpContext.Response.StatusCode).ExecuteAsync(status.HttpContext)));
    }

    private static Refusal RefusalOf(Exception exception) => exception switch
    {
        LogAwayException => Refusal.LogAway,
        WitnessesAwayException => Refusal.WitnessesAway,
        EntryRefusedException => Refusal.TrustChanged,
        GateAwayException => Refusal.GateAway,
        GateRefusedException { Why: GateRefusal.KeyShredded } => Refusal.GateShredded,
        GateRefusedException { Why: GateRefusal.Locked } => Refusal.GateLocked,
        GateRefusedException { Why: GateRefusal.LockedOut } => Refusal.LockedOut,
        GateRefusedException => Refusal.GateRefused,
        GateUnlistedException => Refusal.GateUnlisted,
        DbException { IsTransient: true } => Refusal.DatabaseAway,
        // A body that the framework refuses to read is the caller's failure and has its status.
        BadHttpRequestException bad => Refusal.Failed(bad.StatusCode),
        { InnerException: { } inner } => RefusalOf(inner),
        _ => Refusal.Failed(StatusCodes.Status500InternalServerError),
    };
}
