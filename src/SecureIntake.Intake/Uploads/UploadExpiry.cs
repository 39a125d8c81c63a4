namespace SecureIntake.Intake.Uploads;

/// <summary>Forgets uploads that nobody finished or committed. Once an hour.</summary>
internal sealed partial class UploadExpiry(UploadStore uploads, TimeProvider time, ILogger<UploadExpiry> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        do
        {
            try
            {
                uploads.Expire();
            }
            catch (IOException e)
            {
                Log.Failed(logger, e.GetType().Name);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Old uploads could not be removed ({Kind})")]
        public static partial void Failed(ILogger logger, string kind);
    }
}
