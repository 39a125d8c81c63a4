using Hangfire;
using Hangfire.Common;
using Hangfire.InMemory;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using SecureIntake.Cases;
using SecureIntake.Cases.Gates;
using SecureIntake.Cases.Storage;
using SecureIntake.Examination.Documents;
using SecureIntake.Worker.Bench;
using SecureIntake.Worker.Gates;
using SecureIntake.Worker.Papers;
using SecureIntake.Worker.Resilience;
using SecureIntake.Worker.Results;
using SecureIntake.Worker.Stages;
using SecureIntake.Worker.Trust;

namespace SecureIntake.Worker;

/// <summary>Puts the worker together: a bench whose keys live in memory, a queue, and a sandbox. It listens nowhere.</summary>
internal static class WorkerComposition
{
    public static void AddWorker(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<WorkerOptions>().BindConfiguration("Worker").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<TrustOptions>().BindConfiguration("Trust").ValidateDataAnnotations().ValidateOnStart();
        services.AddStorage();
        services.AddStore<CasesContext>(CasesContext.StoreName);

        services.AddSingleton<StoragePipeline>();
        services.AddSingleton<RootTrust>();
        services.AddSingleton(provider => BenchSigningKey.ReadOrCreate(provider.GetRequiredService<IOptions<WorkerOptions>>().Value.BenchKeyFile));
        services.AddSingleton<BenchIntroduction>();
        services.AddSingleton<HeldRuns>();
        services.AddSingleton<BenchKeeper>();
        services.AddSingleton<BenchLockdown>();

        services.AddOptions<GateLinkOptions>().BindConfiguration("GateLink").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(provider =>
        {
            string keyFile = provider.GetRequiredService<IOptions<WorkerOptions>>().Value.LinkKeyFile;
            return new GateClients(
                provider.GetRequiredService<IOptions<GateLinkOptions>>().Value,
                keyFile.Length > 0 ? keyFile : Path.Combine(provider.GetRequiredService<IOptions<StorageOptions>>().Value.Folder, "worker.pem"),
                provider.GetRequiredService<IDbContextFactory<CasesContext>>(), provider.GetRequiredService<TimeProvider>());
        });
        services.AddSingleton<GateVisit>();

        services.AddSingleton(new ExaminerOptions());
        services.AddSingleton<Examiner>();
        services.AddSingleton<PaperExamination>();
        services.AddSingleton<ResultSealer>();
        services.AddSingleton<ResultWriter>();

        services.AddSingleton<StageTable>();
        services.AddSingleton<StagesUnderWay>();
        services.AddSingleton<StageRunner>();
        services.AddSingleton<StageJob>();
        services.AddQueue();
        services.AddHostedService<WorkerLoop>();
    }

    /// <summary>Hangfire in memory: what it forgets at an exit stands in the table of runs.</summary>
    private static void AddQueue(this IServiceCollection services)
    {
        services.AddSingleton<JobStorage>(_ => new InMemoryStorage(new InMemoryStorageOptions { MaxExpirationTime = TimeSpan.FromMinutes(10) }));
        // No filters at all, not even Hangfire's own: they would retry ten times and store the culture. The table is looked at again.
        services.AddSingleton<IJobFilterProvider>(new JobFilterProviderCollection());
        services.AddHangfire(_ => { });
        services.AddHangfireServer((provider, server) =>
        {
            // Without it Hangfire names the machine.
            server.ServerName = "worker";
            server.WorkerCount = provider.GetRequiredService<IOptions<WorkerOptions>>().Value.Parallel;
            server.CancellationCheckInterval = TimeSpan.FromSeconds(1);
            server.ShutdownTimeout = TimeSpan.FromSeconds(5);
        });
    }
}
