using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using SecureIntake.Audit;
using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;
using SecureIntake.Cases;
using SecureIntake.Cases.Gates;
using SecureIntake.Portal.Gates;
using SecureIntake.Portal.Log;
using SecureIntake.Sealing.Gates;

namespace SecureIntake.Portal.Custody;

/// <summary>
/// Shows every gate the requests for sources and the vetoes against them, for the waiting time begins at the gate when it is shown one. It goes on until each
/// has them, and now and then begins anew: a folder may have been put back from before.
/// </summary>
internal sealed partial class CustodyHerald(
    GateDoor door, IDbContextFactory<CasesContext> contexts, TimeProvider time, ILogger<CustodyHerald> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);

    /// <summary>Rounds after which what was told is told again.</summary>
    private const int RoundsBetweenQuestions = 20;

    private readonly SemaphoreSlim _one = new(1);
    private readonly ConcurrentDictionary<Bytes32, GateCustody> _stands = new();
    private readonly ConcurrentDictionary<Bytes32, bool> _told = new();

    /// <summary>Where a request stands, as the gates said last; null before any did.</summary>
    public GateCustody? StandsAtGate(Bytes32 request) => _stands.GetValueOrDefault(request);

    /// <summary>Shows every gate a request or a veto.</summary>
    /// <param name="index">Where it stands in the log.</param>
    /// <param name="leaf">Its leaf hash.</param>
    /// <param name="act">A <see cref="CustodyRequested"/> or a <see cref="CustodyVetoed"/>.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>Where the request stands now.</returns>
    /// <exception cref="GateAwayException">None answers.</exception>
    /// <exception cref="GateRefusedException">One does not take it.</exception>
    /// <exception cref="WitnessesAwayException">It is not witnessed yet as the root asks.</exception>
    /// <exception cref="LogAwayException">The log cannot be read.</exception>
    public async Task<GateCustody> TellAsync(long index, Bytes32 leaf, Act act, CancellationToken cancel)
    {
        // Before the turn: nobody else waits for this one's witnesses.
        await door.WaitForWitnessesAsync(index, cancel);
        return await TellWitnessedAsync(index, leaf, act, cancel);
    }

    /// <summary>The same at once, if it can be done; null where it is told later.</summary>
    public async Task<GateCustody?> TryTellAsync(long index, Bytes32 leaf, Act act, CancellationToken cancel)
    {
        try
        {
            return await TellAsync(index, leaf, act, cancel);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.Untold(logger, act.Type, FailureOf(e));
            return null;
        }
    }

    /// <summary>Tells what no gate, or not every one, has yet and witnesses have seen.</summary>
    /// <param name="anew">Whether it tells the others again, too.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task TellAllAsync(bool anew, CancellationToken cancel)
    {
        var since = time.GetUtcNow() - CustodyRequested.Lifetime;
        await using var cases = await contexts.CreateDbContextAsync(cancel);
        // Requests before the vetoes that name them.
        var rows = await cases.Outbox.AsNoTracking().Where(e => CustodyRequests.Types.Contains(e.Type) && e.Index != null && e.At > since)
            .OrderBy(e => e.Index).Select(e => new { e.Entry, Index = e.Index!.Value }).ToListAsync(cancel);
        foreach (var row in rows)
        {
            var leaf = Rfc6962.Leaf(row.Entry);
            if ((!anew && _told.ContainsKey(leaf)) || !Entry.TryParse(row.Entry, out var entry))
                continue;
            try
            {
                if (door.IsWitnessed(row.Index))
                    await TellWitnessedAsync(row.Index, leaf, entry.Act, cancel);
            }
            catch (Exception e) when (!cancel.IsCancellationRequested)
            {
                // Of this one; the others are told all the same. What a gate refused, it refuses again: it is told with everything else, now and then.
                if (e is GateRefusedException)
                    _told[leaf] = true;
                Log.Untold(logger, entry.Act.Type, FailureOf(e));
            }
        }
    }

    private async Task<GateCustody> TellWitnessedAsync(long index, Bytes32 leaf, Act act, CancellationToken cancel)
    {
        // One after the other: what a gate said before a veto must not be taken for what it says after it.
        await _one.WaitAsync(cancel);
        try
        {
            var told = act is CustodyVetoed ? await door.VetoCustodyAsync(index, cancel) : await door.RequestCustodyAsync(index, cancel);
            _stands[act is CustodyVetoed veto ? veto.Request : leaf] = told.Custody;
            if (told.All)
                _told[leaf] = true;
            return told.Custody;
        }
        finally
        {
            _one.Release();
        }
    }

    private static string FailureOf(Exception e) => e is GateRefusedException { Why: var why } ? why.ToString() : e.GetType().Name;

    public override void Dispose()
    {
        _one.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (int round = 0; !stoppingToken.IsCancellationRequested; round++)
        {
            try
            {
                await TellAllAsync(anew: round % RoundsBetweenQuestions == 0, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(logger, e.GetType().Name);
            }

            await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "A gate was not shown a {Type} yet ({Failure}); trying again")]
        public static partial void Untold(ILogger logger, string type, string failure);

        [LoggerMessage(2, LogLevel.Warning, "Which requests for sources there are could not be read ({Failure})")]
        public static partial void Failed(ILogger logger, string failure);
    }
}
