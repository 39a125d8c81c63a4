using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using SecureIntake.Cases;
using SecureIntake.Cases.Gates;
using SecureIntake.Cases.Storage;

namespace SecureIntake.Portal.Gates;

/// <summary>What the portal needs to ask the gates.</summary>
internal static class GateServices
{
    public static void AddGate(this IServiceCollection services)
    {
        services.AddOptions<GateLinkOptions>().BindConfiguration("GateLink").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(provider =>
        {
            string keyFile = provider.GetRequiredService<IOptions<PortalOptions>>().Value.LinkKeyFile;
            return new GateClients(
                provider.GetRequiredService<IOptions<GateLinkOptions>>().Value,
                keyFile.Length > 0 ? keyFile : Path.Combine(provider.GetRequiredService<IOptions<StorageOptions>>().Value.Folder, "portal.pem"),
                provider.GetRequiredService<IDbContextFactory<CasesContext>>(), provider.GetRequiredService<TimeProvider>());
        });
        services.AddSingleton<GateDoor>();
        services.AddSingleton<CustodyMoving>();
        services.AddHostedService(provider => provider.GetRequiredService<CustodyMoving>());
        services.AddSingleton<Erasure>();
        services.AddSingleton<Erasing>();
        services.AddHostedService(provider => provider.GetRequiredService<Erasing>());
        services.AddSingleton<GateWeeks>();
        services.AddHostedService(provider => provider.GetRequiredService<GateWeeks>());
    }
}
