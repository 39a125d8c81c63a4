using Microsoft.Extensions.FileProviders;

namespace SecureIntake.Portal.Log;

/// <summary>The log: its one writer, and its public files.</summary>
internal static class LogRoutes
{
    public static void AddLog(this IServiceCollection services)
    {
        services.AddSingleton<LogOfOrganisation>();
        services.AddSingleton<LogOpening>();
        services.AddSingleton<Sequencer>();
        services.AddHostedService(provider => provider.GetRequiredService<Sequencer>());
        services.AddSingleton<WitnessCollector>();
        services.AddHostedService(provider => provider.GetRequiredService<WitnessCollector>());
        services.AddSingleton<WaitingActs>();
        services.AddScoped<ActReceiver>();
        services.AddScoped<HeaderRelease>();
    }

    /// <summary>Serves checkpoint and tiles below <c>/log/</c> to anyone: whoever doubts us needs no account here.</summary>
    public static void UseLog(this WebApplication app)
    {
        string folder = Directory.CreateDirectory(app.Services.GetRequiredService<LogOfOrganisation>().Folder).FullName;
        app.UseStaticFiles(new StaticFileOptions
        {
            RequestPath = "/log",
            FileProvider = new PhysicalFileProvider(folder),
            ServeUnknownFileTypes = true,
            DefaultContentType = "application/octet-stream",
            OnPrepareResponse = file =>
            {
                if (file.File.Name == "checkpoint")
                    file.Context.Response.ContentType = "text/plain; charset=utf-8";
            },
        });
    }
}
