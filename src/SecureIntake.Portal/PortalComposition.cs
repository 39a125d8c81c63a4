using Microsoft.AspNetCore.HostFiltering;
using Microsoft.Extensions.Options;
using SecureIntake.Cases;
using SecureIntake.Cases.Storage;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Frame;
using SecureIntake.Portal.Staff;

namespace SecureIntake.Portal;

/// <summary>Puts the staff site together. The portal opens nothing: every secret half stays in a member's browser.</summary>
internal static class PortalComposition
{
    // The largest honest body is a triage: two headers and two documents for each of 43 parts.
    private const long MaxBodyBytes = 4 * 1024 * 1024;

    /// <summary>Registers everything.</summary>
    public static void AddPortal(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<PortalOptions>().BindConfiguration("Portal").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<HostFilteringOptions>()
            .Configure<IOptions<PortalOptions>>((hosts, portal) => hosts.AllowedHosts = [portal.Value.HostName]);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
        });
        // No access log: the framework would write every path with its time.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);

        services.AddStorage();
        services.AddStore<CasesContext>(CasesContext.StoreName);
        services.AddStaffAccounts();
        services.AddAccess();
        services.AddAntiforgery(forgery => forgery.HeaderName = ForgeryCheck.Header);
        services.AddFrame();
    }

    /// <summary>The pipeline, from top to bottom, and every route.</summary>
    public static void UsePortal(this WebApplication app)
    {
        app.UseHostFiltering();
        app.UseSecurityHeaders();
        app.UseErrorPages();
        app.UseAssets();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseForgeryCheck();

        app.MapFrame();
    }
}
