using Microsoft.EntityFrameworkCore;
using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;
using SecureIntake.Audit.Verification;
using SecureIntake.Cases;
using SecureIntake.Cases.Auditing;
using SecureIntake.Cases.Gates;
using SecureIntake.Cases.Stages;
using SecureIntake.Portal.Custody;
using SecureIntake.Portal.Gates;
using SecureIntake.Portal.Log;
using SecureIntake.Sealing.Gates;

namespace SecureIntake.Portal.Lockdowns;

/// <summary>
/// Carries lockdowns, of all or of one member, and lifts from the log to every gate, then what the root signed last and how the log goes on, and tells the
/// benches by a row for each of all that stands. It goes on until the gates have them; what it does not carry keeps a gate as it is.
/// </summary>
internal sealed partial class LockdownHerald(
    LockdownState state, Sequencer log, GateClients gates, GateDoor door, CustodyHerald custody, IDbContextFactory<CasesContext> contexts, TimeProvider time,
    ILogger<LockdownHerald> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>Rounds after which the gates are asked even where nothing stands: a folder may have been put back from before a lift.</summary>
    private const int RoundsBetweenQuestions = 12;

    private static readonly string[] Types = ["lockdown/v1", "lockout/v1", "lift/v1"];

    private readonly SemaphoreSlim _one = new(1);

    /// <summary>Up to where every gate was told, and nothing is to be told again soon.</summary>
    private LockdownHistory? _settled;
    private bool _waits;
    private readonly HashSet<GateClient> _further = [];

    /// <summary>Tells what there is to tell.</summary>
    /// <param name="ask">Whether the gates are asked even where nothing stands.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>Whether every gate is closed by everything that stands.</returns>
    public async Task<bool> TellAsync(bool ask, CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            var all = log.Lockdowns;
            // Who is locked out may stay so for weeks: once every gate was told, it is enough to ask now and then.
            if (!ask && gates.LastLocks is not null && !state.Stands && (ReferenceEquals(all, _settled) || state.Standing.Count == 0))
                return true;
            // The benches first: they need no gate. What they are told they forget when a gate has answered, and not before.
            var inForce = log.InForce;
            await NoteAsync(inForce.Where(lockdown => lockdown.OfAll), forget: false, cancel);
            _waits = false;
            var told = await TellGatesAsync(cancel);
            await NoteAsync(state.OfAll, forget: true, cancel);
            // After the lockdowns and vetoes of all: whoever signed one may have been struck since.
            await custody.TellAllAsync(anew: false, cancel);
            foreach (var gate in told)
                await ShowAsync(gate, cancel);
            // What one refuses it refuses again: that is tried now and then. What waits for witnesses is tried soon.
            _settled = told.Count == gates.All.Count && !_waits ? all : null;
            return told.Count == gates.All.Count && inForce.All(lockdown => told.TrueForAll(gate => LockdownState.Holds(gate.LastLocks!, lockdown)));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.Untold(logger, e.GetType().Name);
            return false;
        }
        finally
        {
            _one.Release();
        }
    }

    public override void Dispose()
    {
        _one.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (int round = 0; !stoppingToken.IsCancellationRequested; round++)
        {
            await TellAsync(ask: round % RoundsBetweenQuestions == 0, stoppingToken);
            await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Tells each gate; one that is away keeps nothing from the others.</summary>
    /// <returns>Those that answered.</returns>
    /// <exception cref="GateAwayException">None does.</exception>
    private async Task<List<GateClient>> TellGatesAsync(CancellationToken cancel)
    {
        var told = new List<GateClient>();
        foreach (var gate in gates.All)
        {
            try
            {
                await TellAsync(gate, cancel);
                told.Add(gate);
            }
            catch (GateAwayException e)
            {
                gates.NoteAway(gate);
                Log.Untold(logger, e.GetType().Name);
            }
        }

        return told.Count > 0 ? told : throw new GateAwayException();
    }

    private async Task ShowAsync(GateClient gate, CancellationToken cancel)
    {
        try
        {
            // Further than this log once may be chance, for another asks as well; further again, it was led into another history.
            bool stands = await door.ShowAsync(gate, cancel);
            if (!stands && !_further.Add(gate))
                Log.Behind(logger, GateRefusal.LogUnknown);
            else if (stands)
                _further.Remove(gate);
        }
        catch (Exception e) when (e is WitnessesAwayException or GateRefusedException { Why: GateRefusal.TrustMissing })
        {
            // Nothing that the root signed is there yet, or witnesses have not seen it.
        }
        catch (GateRefusedException e)
        {
            Log.Behind(logger, e.Why);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Log.Untold(logger, e.GetType().Name);
        }
    }

    private async Task TellAsync(GateClient gate, CancellationToken cancel)
    {
        var locks = await gate.LocksAsync(cancel);
        if (state.Standing.Count == 0)
            return;
        var inForce = log.InForce;
        var rows = await RowsAsync(cancel);
        // Lockdowns first: a lift that is slow keeps none from the gate. And again after them: one may have had to wait for the end of another.
        foreach (var (row, act) in rows.OrderBy(pair => pair.Act is LiftSigned).Concat(rows.Where(pair => pair.Act is Closing)))
        {
            try
            {
                // Again and again while it stands there: a gate whose folder was put back has forgotten.
                if (act is Closing && inForce.FirstOrDefault(lockdown => lockdown.Leaf == Rfc6962.Leaf(row.Entry)) is { } declared
                    && !LockdownState.Holds(locks, declared))
                    locks = await gate.LockAsync(() => log.Tree, row.Index!.Value, cancel);
                else if (act is LiftSigned lift && log.Lockdowns.Find(lift.Lockdown) is { } lifted && LockdownState.Holds(locks, lifted))
                    locks = await door.LiftAsync(gate, row.Index!.Value, cancel);
            }
            catch (GateRefusedException e)
            {
                // Signed by someone who was struck since, say. The others count all the same.
                Log.Refused(logger, act.Type, e.Why);
            }
            catch (WitnessesAwayException)
            {
                // A lift that too few have cosigned yet.
                _waits = true;
            }
        }
    }

    private async Task<List<(OutboxEntry Row, Act Act)>> RowsAsync(CancellationToken cancel)
    {
        await using var cases = await contexts.CreateDbContextAsync(cancel);
        var rows = await cases.Outbox.AsNoTracking().Where(e => Types.Contains(e.Type) && e.Index != null).OrderBy(e => e.Index).ToListAsync(cancel);
        return rows.ConvertAll(row => (row, Entry.TryParse(row.Entry, out var entry) ? entry.Act : throw new InvalidDataException("A logged entry is none.")));
    }

    private async Task NoteAsync(IEnumerable<Lockdown> lockdowns, bool forget, CancellationToken cancel)
    {
        var standing = lockdowns.Select(lockdown => lockdown.Leaf.ToString()).ToHashSet(StringComparer.Ordinal);
        await using var cases = await contexts.CreateDbContextAsync(cancel);
        var noted = await cases.StandingLockdowns.ToListAsync(cancel);
        if (forget)
            cases.StandingLockdowns.RemoveRange(noted.Where(row => !standing.Contains(row.Leaf)));
        cases.StandingLockdowns.AddRange(standing.Where(leaf => !noted.Exists(row => row.Leaf == leaf)).Select(leaf => new StandingLockdown { Leaf = leaf }));
        await cases.SaveChangesAsync(cancel);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "A gate was not told of every lockdown ({Failure}); trying again")]
        public static partial void Untold(ILogger logger, string failure);

        [LoggerMessage(3, LogLevel.Warning, "A gate does not follow the log, or what the root signed ({Why})")]
        public static partial void Behind(ILogger logger, GateRefusal why);

        [LoggerMessage(2, LogLevel.Warning, "A gate refused {Type}: {Why}")]
        public static partial void Refused(ILogger logger, string type, GateRefusal why);
    }
}
