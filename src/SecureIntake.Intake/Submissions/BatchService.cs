using Microsoft.Extensions.Options;

namespace SecureIntake.Intake.Submissions;

/// <summary>Runs a batch at fixed hours of the day (UTC), the same for everybody; in a trial whenever a submission waits.</summary>
internal sealed partial class BatchService(
    BatchEntry batch, BatchBell bell, IOptions<IntakeOptions> options, TimeProvider time, ILogger<BatchService> logger) : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private bool AtOnce => options.Value.BatchHours == 0;

    /// <summary>The first fixed hour after a time.</summary>
    internal static DateTimeOffset NextAfter(DateTimeOffset now, int hours) =>
        new(now.UtcDateTime.Date.AddHours((now.UtcDateTime.Hour / hours + 1) * hours), TimeSpan.Zero);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // What a process that died left behind is finished or undone now; in a trial, what waits enters too.
        if (AtOnce) bell.Ring();
        while (true)
        {
            await WaitAsync(stoppingToken);
            while (!await TryRunAsync(stoppingToken)) await Task.Delay(Patience, time, stoppingToken);
        }
    }

    private async Task WaitAsync(CancellationToken cancel)
    {
        if (AtOnce)
        {
            await bell.WaitAsync(cancel);
            return;
        }

        var now = time.GetUtcNow();
        await Task.Delay(NextAfter(now, options.Value.BatchHours) - now, time, cancel);
    }

    private async Task<bool> TryRunAsync(CancellationToken cancel)
    {
        try
        {
            if (await batch.RunAsync(even: !AtOnce, cancel) is { Left: 0 })
                return true;
            Log.Waits(logger);
            // At fixed hours the next one is soon enough: between them nothing enters, or it would tell when it came.
            return !AtOnce;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.Failed(logger, e.GetType().Name);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "A batch could not enter and is tried again ({Kind})")]
        public static partial void Failed(ILogger logger, string kind);

        [LoggerMessage(2, LogLevel.Warning, "Some of a batch waits until every gate has given its week a key")]
        public static partial void Waits(ILogger logger);
    }
}
