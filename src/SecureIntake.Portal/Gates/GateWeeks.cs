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

    /// <summary>Asks for the keys that are missing.</summary>
    /// <exception cref="GateAwayException">A gate does not answer.</exception>
    /// <exception cref="GateRefusedException">A week's key was shredded.</exception>
    /// <exception cref="GateUnlistedException">The root lists other gates than the settings lead to.</exception>
    public async Task KeepAsync(CancellationToken cancel)
    {
        if (await current.GetAsync(cancel) is not { } world)
            return;
        GateRefusedException? refused = null;
        foreach (string text in await MissingAsync(world, cancel))
        {
            if (!Week.TryParse(text, out var week) || !DeskLine.IsOpenOn(week, current.Today))
                continue;
            try
            {
                await gate.KeysAsync(GateScope.Of(week), world, cancel);
            }
            catch (GateRefusedException e)
            {
                // Of this week; the others are asked for all the same.
                refused = e;
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
            await KeepAsync(cancel);
        }
        catch (Exception e) when (e is GateAwayException or GateRefusedException or GateUnlistedException)
        {
            // No card is offered for such a week until it is there.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await KeepAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Log.Failed(logger, e.GetType().Name);
            }

            await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<List<string>> MissingAsync(SignedWorld world, CancellationToken cancel)
    {
        var listed = world.Directory.Gates.Select(gate => gate.Gate.ToString()).ToList();
        await using var cases = await contexts.CreateDbContextAsync(cancel);
        return await cases.DeskLinesInLog()
            .Where(line => cases.GateKeys.Count(key => key.Scope == line.Week && listed.Contains(key.Gate)) < listed.Count)
            .Select(line => line.Week).ToListAsync(cancel);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "A week has no key of a gate yet ({Failure})")]
        public static partial void Failed(ILogger logger, string failure);
    }
}
