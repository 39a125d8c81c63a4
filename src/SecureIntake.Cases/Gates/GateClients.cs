using Microsoft.EntityFrameworkCore;
using SecureIntake.Audit.Log;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Gates;

namespace SecureIntake.Cases.Gates;

/// <summary>
/// The gates that the settings lead to: one, or a second one beside it. Each holds every header, so either gives what is asked for; what closes something must
/// reach them all.
/// </summary>
public sealed class GateClients : IDisposable
{
    // Long enough that a gate which is away keeps nobody waiting twice, short enough that its return is noticed.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(30);

    private readonly TimeProvider _time;
    private readonly Dictionary<GateClient, DateTimeOffset> _away = [];
    private readonly Lock _one = new();

    /// <summary>Opens no connection yet.</summary>
    /// <param name="options">Where the gates are.</param>
    /// <param name="keyFile">This process's own key on the lines; made at the first start.</param>
    /// <param name="contexts">Where what the root signed is kept.</param>
    /// <param name="time">The clock.</param>
    public GateClients(GateLinkOptions options, string keyFile, IDbContextFactory<CasesContext> contexts, TimeProvider time) =>
        (All, _time) = ([.. options.All.Select(link => new GateClient(link, keyFile, contexts))], time);

    /// <summary>Every gate, the first one first.</summary>
    public IReadOnlyList<GateClient> All { get; }

    /// <summary>Whether one of them answers: enough to open something.</summary>
    /// <exception cref="GateAwayException">None does.</exception>
    public Task<GateIntroduction> RequireAsync(CancellationToken cancel) => AnyAsync(gate => gate.IntroduceAsync(cancel));

    /// <summary>Has headers given by one of them, unless the other keeps them closed.</summary>
    /// <param name="scopes">The weeks and cases by whose keys they are held.</param>
    /// <param name="tree">The log as it is now.</param>
    /// <param name="index">Where the statement stands.</param>
    /// <param name="message">The request around entry and proof.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="GateAwayException">None answers.</exception>
    /// <exception cref="GateRefusedException">One gives nothing, or keeps this closed.</exception>
    public async Task<GateAnswer> OpenAsync(
        IReadOnlyCollection<GateScope> scopes, Func<LogTree> tree, long index, Func<string, string, GateOpening> message, CancellationToken cancel)
    {
        await RequireOpenAsync(scopes, cancel);
        return await AnyAsync(gate => gate.OpenAsync(tree, index, message, cancel));
    }

    /// <summary>The same for what a lease lends to a bench.</summary>
    /// <inheritdoc cref="OpenAsync"/>
    public async Task<GateAnswer> LeaseAsync(
        IReadOnlyCollection<GateScope> scopes, Func<LogTree> tree, long index, Func<string, string, GateLease> message, CancellationToken cancel)
    {
        await RequireOpenAsync(scopes, cancel);
        return await AnyAsync(gate => gate.LeaseAsync(tree, index, message, cancel));
    }

    /// <summary>Shows a lead's request for a source to every gate: each waits by its own clock, and what one was not shown it does not give.</summary>
    /// <param name="tree">The log as it is now.</param>
    /// <param name="index">Where the request stands.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="GateAwayException">None answers.</exception>
    /// <exception cref="GateRefusedException">One refuses; the others have been told.</exception>
    public Task<CustodyTold> RequestCustodyAsync(Func<LogTree> tree, long index, CancellationToken cancel) =>
        TellAsync(gate => gate.RequestCustodyAsync(tree, index, cancel));

    /// <summary>Brings a veto against one to every gate.</summary>
    /// <inheritdoc cref="RequestCustodyAsync"/>
    public Task<CustodyTold> VetoCustodyAsync(Func<LogTree> tree, long index, CancellationToken cancel) =>
        TellAsync(gate => gate.VetoCustodyAsync(tree, index, cancel));

    /// <summary>The gate with this id; null where the settings lead to none.</summary>
    /// <exception cref="GateAwayException">One does not answer, and no other is it.</exception>
    public async Task<GateClient?> FindAsync(OpaqueId id, CancellationToken cancel)
    {
        GateAwayException? away = null;
        foreach (var gate in All)
        {
            try
            {
                if (await gate.IdAsync(cancel) == id)
                    return gate;
            }
            catch (GateAwayException e)
            {
                NoteAway(gate);
                away = e;
            }
        }

        return away is null ? null : throw away;
    }

    /// <summary>What keeps one or the other closed, as each said when it answered last; null before any was asked.</summary>
    public GateLocks? LastLocks
    {
        get
        {
            var locks = All.Select(gate => gate.LastLocks).OfType<GateLocks>().ToList();
            return locks.Count == 0 ? null
                : new GateLocks(Together(locks, one => one.Lockdowns), Together(locks, one => one.Lockouts), locks.Exists(one => one.ByHand));
        }
    }

    /// <summary>Whether a gate did not answer a moment ago.</summary>
    public bool IsAway(GateClient gate)
    {
        lock (_one)
            return _away.TryGetValue(gate, out var since) && _time.GetUtcNow() - since < Rest;
    }

    /// <summary>Notes that it did not.</summary>
    public void NoteAway(GateClient gate)
    {
        lock (_one)
            _away[gate] = _time.GetUtcNow();
    }

    public void Dispose()
    {
        foreach (var gate in All)
            gate.Dispose();
    }

    private static IReadOnlyList<Bytes32> Together(List<GateLocks> locks, Func<GateLocks, IReadOnlyList<Bytes32>> leaves) =>
        [.. locks.SelectMany(leaves).DistinctBy(leaf => leaf.ToString(), StringComparer.Ordinal)];

    /// <summary>
    /// A lock by hand and a shredded key are made at one machine after the other, so with two gates each is asked: what one keeps closed the other is not asked
    /// for. One that is away counts as it was when it answered last; whoever watches over the gates asks them every few minutes.
    /// </summary>
    private async Task RequireOpenAsync(IReadOnlyCollection<GateScope> scopes, CancellationToken cancel)
    {
        if (All.Count == 1)
            return;
        foreach (var gate in All)
        {
            try
            {
                if (!IsAway(gate))
                {
                    await gate.LocksAsync(cancel);
                    await gate.ShreddedAsync(cancel);
                }
            }
            catch (GateAwayException)
            {
                NoteAway(gate);
            }
        }

        if (LastLocks is { } locks && (locks.ByHand || locks.Lockdowns.Count > 0))
            throw new GateRefusedException(GateRefusal.Locked);
        if (All.Any(gate => gate.LastShredded is { } shredded && shredded.Scopes.Any(scopes.Contains)))
            throw new GateRefusedException(GateRefusal.KeyShredded);
    }

    /// <summary>Tells every gate, also one that was away a moment ago; one that is away or refuses keeps nothing from the others.</summary>
    private async Task<CustodyTold> TellAsync(Func<GateClient, Task<GateCustody>> tell)
    {
        var told = new List<GateCustody>();
        GateAwayException? away = null;
        GateRefusedException? refused = null;
        foreach (var gate in All)
        {
            try
            {
                told.Add(await tell(gate));
            }
            catch (GateAwayException e)
            {
                NoteAway(gate);
                away = e;
            }
            catch (GateRefusedException e)
            {
                refused ??= e;
            }
        }

        if (refused is not null)
            throw refused;
        return told.Count > 0 ? CustodyTold.Of(told, All.Count) : throw away ?? new GateAwayException();
    }

    /// <summary>
    /// Asks one after the other until one gives. A refusal stands, whatever the other one would say. Only what a gate cannot open with the keys that it has,
    /// the other may hold.
    /// </summary>
    private async Task<T> AnyAsync<T>(Func<GateClient, Task<T>> ask)
    {
        Exception? failure = null;
        // One that was away a moment ago is asked last.
        foreach (var gate in All.OrderBy(IsAway))
        {
            try
            {
                return await ask(gate);
            }
            catch (GateAwayException e)
            {
                NoteAway(gate);
                failure = e;
            }
            catch (GateRefusedException e) when (e.Why is GateRefusal.HeldForeign or GateRefusal.KeyMissing)
            {
                // One that is away may hold it: to try again can help.
                failure ??= e;
            }
        }

        throw failure!;
    }
}
