using Microsoft.EntityFrameworkCore;
using SecureIntake.Cases;
using SecureIntake.Cases.Submissions;
using SecureIntake.Portal.Trust;
using SecureIntake.Sealing.Documents;

namespace SecureIntake.Portal.DeskKeys;

/// <summary>
/// Every hour: logs lines that a crash kept from the log, and destroys the seals of weeks that are over. A week with a case still on the desk is
/// kept, since nothing else opens that case; its leads see it on their home page.
/// </summary>
internal sealed partial class DeskKeyRounds(IServiceScopeFactory scopes, TimeProvider time, ILogger<DeskKeyRounds> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RoundAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // Database or log is away; the next round does it.
                Log.Failed(logger, e.GetType().Name);
            }

            await Task.Delay(Pause, time, stoppingToken);
        }
    }

    private async Task RoundAsync(CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        await services.GetRequiredService<DeskKeyKeeping>().CompleteAsync(cancel);
        await DestroyAsync(services.GetRequiredService<CasesContext>(), services.GetRequiredService<CurrentWorld>().Today, cancel);
    }

    private static async Task DestroyAsync(CasesContext cases, DateOnly today, CancellationToken cancel)
    {
        var sealedWeeks = await cases.DeskSeals.Select(s => s.Week).Distinct().ToListAsync(cancel);
        var over = sealedWeeks.Where(week => Week.TryParse(week, out var parsed) && parsed.Monday.AddDays(DeskLine.LifeDays) <= today).ToList();
        await cases.DeskSeals
            .Where(s => over.Contains(s.Week) && !cases.Submissions.Any(c => c.Week == s.Week && c.State == CaseState.Untriaged))
            .ExecuteDeleteAsync(cancel);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The round over the desk keys failed ({Failure})")]
        public static partial void Failed(ILogger logger, string failure);
    }
}
