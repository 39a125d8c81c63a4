using System.Text.Json.Serialization;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.Extensions.Options;
using SecureIntake.Cases;
using SecureIntake.Cases.Storage;
using SecureIntake.Portal.Access;
using SecureIntake.Portal.Auditing;
using SecureIntake.Portal.Cases;
using SecureIntake.Portal.Custody;
using SecureIntake.Portal.DeskKeys;
using SecureIntake.Portal.Enrolment;
using SecureIntake.Portal.Frame;
using SecureIntake.Portal.Gates;
using SecureIntake.Portal.Json;
using SecureIntake.Portal.Lockdowns;
using SecureIntake.Portal.Log;
using SecureIntake.Portal.Membership;
using SecureIntake.Portal.SignIn;
using SecureIntake.Portal.Staff;
using SecureIntake.Portal.StaffKeys;
using SecureIntake.Portal.Trust;

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
        // It would warn at each start that the key ring is not encrypted; the disk is (runbook), and nothing of content depends on the ring.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);

        // Bodies are exactly what the endpoint takes: nothing missing, nothing null, nothing more.
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.RespectNullableAnnotations = true;
            json.SerializerOptions.RespectRequiredConstructorParameters = true;
            json.SerializerOptions.AllowDuplicateProperties = false;
            json.SerializerOptions.Converters.Add(new SignedDocumentConverter());
            json.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        });
        services.AddStorage();
        services.AddStore<CasesContext>(CasesContext.StoreName);
        services.AddStaffAccounts();
        services.AddTrust();
        services.AddLog();
        services.AddAccess();
        services.AddForgeryCheck();
        services.AddFrame();
        services.AddEnrolment();
        services.AddSignIn();
        services.AddStaffKeys();
        services.AddMembership();
        services.AddDeskKeys();
        services.AddCases();
        services.AddGate();
        services.AddCustody();
        services.AddLockdown();
    }

    /// <summary>The pipeline, from top to bottom, and every route.</summary>
    public static void UsePortal(this WebApplication app)
    {
        app.UseHostFiltering();
        app.UseSecurityHeaders();
        app.UseErrorPages();
        app.UseAssets();
        app.UseLog();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseLockdown();
        app.UseForgeryCheck();

        app.MapFrame();
        app.MapEnrolment();
        app.MapSignIn();
        app.MapStaffKeys();
        app.MapTrust();
        app.MapMembership();
        app.MapDeskKeys();
        app.MapCases();
        app.MapAuditing();
        app.MapCustody();
        app.MapLockdown();
    }
}
