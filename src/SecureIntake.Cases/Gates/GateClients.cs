using Microsoft.EntityFrameworkCore;
using SecureIntake.Audit.Log;
using SecureIntake.Sealing;
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

    /// <inheritdoc cref="GateClient.OpenAsync"/>
    public Task<GateAnswer> OpenAsync(Func<LogTree> tree, long index, Func<string, string, GateOpening> message, CancellationToken cancel) =>
        AnyAsync(gate => gate.OpenAsync(tree, index, message, cancel));

    /// <inheritdoc cref="GateClient.LeaseAsync"/>
    public Task<GateAnswer> LeaseAsync(Func<LogTree> tree, long index, Func<string, string, GateLease> message, CancellationToken cancel) =>
        AnyAsync(gate => gate.LeaseAsync(tree, index, message, cancel));

    /// <summary>The gate with this id; null where the settings lead to none.</summary>
    /// <exception cref="GateAwayException">One that did not say yet who it is does not answer, and no other is it.</exception>
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
                away = e;
            }
        }

        return away is null ? null : throw away;
    }

    public void Dispose()
    {
        foreach (var gate in All)
            gate.Dispose();
    }

    /// <summary>
    /// Asks one after the other until one gives. A refusal stands, whatever the other one would say: a gate may be locked, or a key shredded, at one of them
    /// first. Only what a gate cannot open with the keys that it has, the other may hold.
    /// </summary>
    private async Task<T> AnyAsync<T>(Func<GateClient, Task<T>> ask)
    {
        Exception? failure = null;
        foreach (var gate in InOrder())
        {
            try
            {
                return await ask(gate);
            }
            catch (GateAwayException e)
            {
                lock (_one)
                    _away[gate] = _time.GetUtcNow();
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

    // One that was away a moment ago is asked last.
    private IReadOnlyList<GateClient> InOrder()
    {
        lock (_one)
            return [.. All.OrderBy(gate => _away.TryGetValue(gate, out var since) && _time.GetUtcNow() - since < Rest)];
    }
}
