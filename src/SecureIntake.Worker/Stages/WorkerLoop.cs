using Hangfire;
using Microsoft.Extensions.Options;
using SecureIntake.Examination.Sandbox;
using SecureIntake.Worker.Bench;
using SecureIntake.Worker.Trust;

namespace SecureIntake.Worker.Stages;

/// <summary>
/// The pulse of this process: keeps the bench published and puts what the table has to do into the queue, at start and ever after. Nothing
/// calls this process; it has no port.
/// </summary>
internal sealed partial class WorkerLoop(
    RootTrust trust, BenchKeeper keeper, BenchLockdown lockdown, StageTable table, StagesUnderWay underWay, IBackgroundJobClient queue, IOptions<WorkerOptions> options,
    TimeProvider time, ILogger<WorkerLoop> logger) : BackgroundService
{
    /// <summary>Proves the sandbox before anything can be leased to this bench.</summary>
    /// <exception cref="InvalidOperationException">This machine does not keep what the sandbox promises.</exception>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        var failures = await SandboxProbe.RunAsync(cancellationToken);
        if (failures.Count > 0)
            throw new InvalidOperationException($"The sandbox does not hold on this machine: {string.Join(", ", failures)}.");
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await keeper.WithdrawAsync(cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The rows end by themselves; the keys are gone in any case.
            Log.Away(logger, CheckFailedException.Of(e).Message);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await BeatAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Log.Away(logger, CheckFailedException.Of(e).Message);
            }

            await Task.Delay(options.Value.Poll, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task BeatAsync(CancellationToken cancel)
    {
        if (await lockdown.StandsAsync(cancel))
        {
            await keeper.WithdrawAsync(cancel);
            return;
        }

        var world = await trust.LoadAsync(cancel);
        await keeper.KeepAsync(world, cancel);
        if (world is null)
            return;
        foreach (var id in await table.DueAsync(cancel))
        {
            if (underWay.TryAdd(id))
                queue.Enqueue<StageJob>(job => job.RunAsync(id, CancellationToken.None));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The table of runs cannot be reached ({Code}); trying again")]
        public static partial void Away(ILogger logger, string code);
    }
}
