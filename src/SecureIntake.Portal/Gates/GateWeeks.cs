using Microsoft.EntityFrameworkCore;
using SecureIntake.Cases;
using SecureIntake.Cases.Gates;
using SecureIntake.Cases.Staff;
using SecureIntake.Portal.Trust;
using SecureIntake.Sealing.Documents;

namespace SecureIntake.Portal.Gates;

/// <summary>Sees that every week with a desk line that the log holds has every gate's key, without which no card is offered for it.</summary>
internal sealed partial class GateWeeks(
    GateDoor gate, IDbContextFactory<CasesContext> contexts, CurrentWorld current, TimeProvider time, ILogger<GateWeeks> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    /// <summary>Rounds after which all weeks are asked for: a gate whose folder was put back from a copy makes a lost key anew.</summary>
    private const int RoundsBetweenQuestions = 10;

    /// <summary>What was sent on a week's last day may wait for its batch so long.</summary>
    private const int DaysOfWaiting = 14;

    /// <summary>Asks for the keys that are missing.</summary>
    /// <param name="all">Whether it asks for the others, too.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="GateAwayException">A gate does not answer.</exception>
    /// <exception cref="GateRefusedException">A week's key was shredded.</exception>
    /// <exception cref="GateUnlistedException">The root lists other gates than the settings lead to.</exception>
    public async Task KeepAsync(bool all, CancellationToken cancel)
    {
        if (await current.GetAsync(cancel) is not { } world)
            return;
        GateRefusedException? refused = null;
        foreach (string text in await WeeksAsync(world, all, cancel))
        {
            if (!Week.TryParse(text, out var week) || !DeskLine.IsOpenOn(week, current.Today.AddDays(-DaysOfWaiting)))
                continue;
            try
            {
                await gate.KeysAsync(GateScope.Of(week), world, cancel);
            }
            catch (GateRefusedException e)
            {
                // Of this week; the others are asked for all the same. One that is over may be shredded.
                refused = DeskLine.IsOpenOn(week, current.Today) ? e : refused;
            }
        }

        if (refused is not null)
            throw refused;
    }

    /// <summary>The same at once, if it can be done; what is missing is asked for again.</summary>
    public async Task TryKeepAsync(CancellationToken cancel)
    {
        try
        {
            await KeepAsync(all: false, cancel);
        }
        catch (Exception e) when (e is GateAwayException or GateRefusedException or GateUnlistedException)
        {
            // No card is offered for such a week until it is there.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (int round = 0; !stoppingToken.IsCancellationRequested; round++)
        {
            try
            {
                await KeepAsync(all: round % RoundsBetweenQuestions == 0, stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Log.Failed(logger, e.GetType().Name);
            }

            await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<List<string>> WeeksAsync(SignedWorld world, bool all, CancellationToken cancel)
    {
        var listed = world.Directory.Gates.Select(gate => gate.Gate.ToString()).ToList();
        await using var cases = await contexts.CreateDbContextAsync(cancel);
        return await cases.DeskLinesInLog()
            .Where(line => all || cases.GateKeys.Count(key => key.Scope == line.Week && listed.Contains(key.Gate)) < listed.Count)
            .Select(line => line.Week).ToListAsync(cancel);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "A week has no key of a gate yet ({Failure})")]
        public static partial void Failed(ILogger logger, string failure);
    }
}
