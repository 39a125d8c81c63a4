using Microsoft.Extensions.Options;
using SecureIntake.Host.Supervision;

namespace SecureIntake.Host;

/// <summary>
/// Runs the separately published processes on one machine. It holds no key, opens no database and listens nowhere: the boundaries between
/// the processes stay those of the published folders.
/// </summary>
internal static class HostComposition
{
    public static void AddSupervision(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<HostOptions>().BindConfiguration("Host").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<LastingThread>();
        builder.Logging.ClearProviders().AddSimpleConsole(console => console.SingleLine = true);
        foreach (var application in Enum.GetValues<Application>())
        {
            builder.Services.AddSingleton<IHostedService>(services => new Supervisor(
                application,
                services.GetRequiredService<IOptions<HostOptions>>().Value,
                services.GetRequiredService<LastingThread>(),
                services.GetRequiredService<TimeProvider>(),
                services.GetRequiredService<ILogger<Supervisor>>()));
        }
    }
}
