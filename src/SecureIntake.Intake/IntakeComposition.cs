using Microsoft.AspNetCore.Server.Kestrel.Core;
using SecureIntake.Cases;
using SecureIntake.Cases.Staff;
using SecureIntake.Cases.Storage;
using SecureIntake.Intake.Card;
using SecureIntake.Intake.Failures;
using SecureIntake.Intake.Log;
using SecureIntake.Intake.Site;
using SecureIntake.Intake.Submissions;
using SecureIntake.Intake.Uploads;

namespace SecureIntake.Intake;

/// <summary>Puts the public site together. It has no key, sets no cookie and writes no address, name or access log.</summary>
internal static class IntakeComposition
{
    private const long MaxBodyBytes = 64 * 1024;
    private static readonly MinDataRate SlowestBody = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(30));

    /// <summary>Registers everything.</summary>
    public static void AddIntake(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<IntakeOptions>().BindConfiguration("Intake").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<TrustOptions>().BindConfiguration("Trust").ValidateDataAnnotations().ValidateOnStart();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // For everything but uploads, which count for themselves. A line over Tor may stand still for half a minute.
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
            kestrel.Limits.MinRequestBodyDataRate = SlowestBody;
        });
        // No access log: the framework would write every path with its time.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);

        services.AddResponseCompression();
        services.AddStorage();
        services.AddStore<CasesContext>(CasesContext.StoreName);
        services.AddSingleton<OrganisationCards>();
        services.AddSingleton<DiskSpace>();
        services.AddSingleton<UploadStore>();
        services.AddSingleton<SubmissionStaging>();
        services.AddSingleton<BatchBell>();
        services.AddSingleton<BatchHolding>();
        services.AddSingleton<BatchEntry>();
        services.AddHostedService<UploadExpiry>();
        services.AddHostedService<BatchService>();
    }

    /// <summary>The pipeline, from top to bottom, and every route.</summary>
    public static void UseIntake(this WebApplication app)
    {
        app.UseSecurityHeaders();
        app.UseResponseCompression();
        app.UseFailureHandling();
        // tus lets a client that cannot send PATCH or DELETE say so in a POST.
        app.UseHttpMethodOverride();
        app.UseStaticSite();
        app.UseRouting();

        app.MapCard();
        app.MapUploads();
        app.MapSubmissions();
        app.MapLogFiles();
    }
}
