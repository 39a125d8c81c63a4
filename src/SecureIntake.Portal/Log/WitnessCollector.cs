using System.Net.Http;
using Microsoft.Extensions.Options;
using SecureIntake.Audit.Log;
using SecureIntake.Audit.Witnesses;

namespace SecureIntake.Portal.Log;

/// <summary>
/// Has the log cosigned by the witnesses that the newest root-signed policy in it names, and publishes what they sign under the checkpoint.
/// <see cref="Witnessed"/> is the newest state that this policy calls witnessed; what must not happen unseen waits for it.
/// </summary>
internal sealed partial class WitnessCollector : BackgroundService
{
    /// <summary>So many states wait for further cosignatures; the newest will have what the older ones miss.</summary>
    private const int MaxCollected = 64;

    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(30);

    private readonly Lock _one = new();
    private readonly Dictionary<Checkpoint, LogTree> _collected = [];
    private readonly Dictionary<FollowedWitness, (CancellationTokenSource Stop, Task Work)> _following = [];
    private readonly WitnessRounds _rounds = new();
    private readonly Pulse _turn = new();
    private readonly Pulse _moved = new();
    private readonly WitnessAddresses _addresses;
    private readonly Sequencer _sequencer;
    private readonly TimeProvider _time;
    private readonly ILogger<WitnessCollector> _logger;
    private readonly HttpClient _http;
    private WitnessPolicy _policy = WitnessPolicy.None;
    private IReadOnlyList<FollowedWitness> _witnesses = [];
    private LogTree? _witnessed;

    public WitnessCollector(IOptions<PortalOptions> portal, Sequencer sequencer, TimeProvider time, ILogger<WitnessCollector> logger)
    {
        (_sequencer, _time, _logger) = (sequencer, time, logger);
        _addresses = WitnessAddresses.Read(portal.Value.WitnessAddressesFile);
        _http = WitnessNetwork.Connect(portal.Value.WitnessProxy, _addresses.All);
    }

    /// <summary>Who must cosign: what the root signed last and the log holds.</summary>
    public WitnessPolicy Policy => Adopted(() => _policy);

    /// <summary>How each witness stands.</summary>
    public IReadOnlyList<FollowedWitness> Witnesses => Adopted(() => _witnesses);

    /// <summary>The newest state of the log that is witnessed as the policy asks; null before there is one. Where it asks nobody, the newest of all.</summary>
    /// <exception cref="LogAwayException">The log cannot be written at the moment.</exception>
    public LogTree? Witnessed => Adopted(() => _policy.AsksNobody ? _sequencer.Tree : _witnessed);

    /// <summary>Shows that an entry stands in the log: in its newest witnessed state, or in the newest of all where that does not have the entry yet.</summary>
    /// <exception cref="LogAwayException">The log cannot be read at the moment.</exception>
    public Logged Prove(long index) => Logged.In(Witnessed is { } tree && tree.Size > index ? tree : _sequencer.Tree, index);

    /// <summary>Entries that stand in the log and that this witness has not cosigned; null while the log cannot be written.</summary>
    public long? Behind(FollowedWitness witness) =>
        _sequencer.Newest is { } tree ? Math.Max(0, tree.Size - (witness.CosignedAt is null ? 0 : witness.Size ?? 0)) : null;

    /// <summary>Waits until an entry stands in a witnessed state of the log.</summary>
    /// <exception cref="LogAwayException">The log cannot be written at the moment.</exception>
    public async Task WaitAsync(long index, CancellationToken cancel)
    {
        while (true)
        {
            var moved = _moved.Next;
            if (Witnessed is { } tree && tree.Size > index)
                return;
            await moved.WaitAsync(cancel);
        }
    }

    public override void Dispose()
    {
        _http.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        long size = -1;
        while (!stoppingToken.IsCancellationRequested)
        {
            // What the root signs enters the log, so the log grows whenever the policy changes.
            var tree = await _sequencer.GrownBeyondAsync(size, stoppingToken).ConfigureAwait(false);
            size = tree.Size;
            await FollowOnlyAsync([.. Adopted(Askable)], stoppingToken);
            _turn.Beat();
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await FollowOnlyAsync([], CancellationToken.None);
    }

    private T Adopted<T>(Func<T> read)
    {
        lock (_one)
        {
            Adopt();
            return read();
        }
    }

    private IEnumerable<FollowedWitness> Askable() => _witnesses.Where(witness => witness.HasAddress);

    // Called under the lock. By its text: opening the log anew reads the same policy once more.
    private void Adopt()
    {
        var policy = _sequencer.WitnessPolicy;
        if (ReferenceEquals(policy, _policy) || policy.Signed == _policy.Signed)
            return;
        _policy = policy;
        _witnesses = [.. policy.Witnesses.Select(witness => witness.Key).Select(key =>
            _witnesses.FirstOrDefault(known => known.Key == key) ?? new FollowedWitness(key, _addresses.Of(key), _http, _time))];
        _witnessed = _collected.Values.Where(tree => policy.IsWitnessed(tree.Note.Span)).MaxBy(tree => tree.Size);
        _moved.Beat();
    }

    private async Task FollowOnlyAsync(IReadOnlyList<FollowedWitness> witnesses, CancellationToken stopping)
    {
        foreach (var (witness, (stop, work)) in _following.Where(pair => !witnesses.Contains(pair.Key)).ToList())
        {
            await stop.CancelAsync();
            await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            stop.Dispose();
            _following.Remove(witness);
        }

        foreach (var witness in witnesses.Where(witness => !_following.ContainsKey(witness)))
        {
            var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            _following[witness] = (stop, FollowAsync(witness, stop.Token));
        }
    }

    private async Task FollowAsync(FollowedWitness witness, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            var turn = _turn.Next;
            if (Next(witness) is not { } tree)
            {
                await turn.WaitAsync(cancel);
                continue;
            }

            bool cosigned = await AskAsync(witness, tree, cancel);
            lock (_one)
                _rounds.Asked(witness, tree);
            _turn.Beat();
            if (cosigned)
                continue;
            await Task.Delay(AskAgainAfter, _time, cancel);
            lock (_one)
                _rounds.AskAgain(witness);
        }
    }

    private LogTree? Next(FollowedWitness witness) => Adopted(() => _sequencer.Newest is { } newest
        ? _rounds.Next(witness, [.. Askable()], newest, _policy.AsksNobody ? newest.Size : _witnessed?.Size ?? 0)
        : null);

    private async Task<bool> AskAsync(FollowedWitness witness, LogTree tree, CancellationToken cancel)
    {
        try
        {
            var before = witness.Standing;
            var cosignature = await witness.AskAsync(tree, cancel);
            if (witness.Standing != before)
                Say(witness);
            if (cosignature is not null)
                Take(tree, cosignature);
            return cosignature is not null;
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            // A file of the log that is gone, say. Staff must be able to work without witnesses: nothing of theirs may stop the portal.
            Log.Failed(_logger, witness.Name, e.GetType().Name);
            return false;
        }
    }

    private void Take(LogTree tree, Cosignature cosignature)
    {
        lock (_one)
        {
            var cosigned = (_collected.TryGetValue(tree.Checkpoint, out var earlier) ? earlier : tree).With([cosignature]);
            _collected[tree.Checkpoint] = cosigned;
            if (_collected.Count > MaxCollected)
                _collected.Remove(_collected.Keys.MinBy(checkpoint => checkpoint.Size)!);
            if (_policy.IsWitnessed(cosigned.Note.Span) && cosigned.Size >= (_witnessed?.Size ?? 0))
            {
                _witnessed = cosigned;
                // What is smaller will not become the newest any more.
                foreach (var old in _collected.Keys.Where(checkpoint => checkpoint.Size < cosigned.Size).ToList())
                    _collected.Remove(old);
                _moved.Beat();
            }
        }

        _sequencer.Cosign(tree.Checkpoint, [cosignature]);
    }

    private void Say(FollowedWitness witness)
    {
        if (witness.RaisesAlarm)
            Log.Contradicted(_logger, witness.Name, witness.Standing);
        else
            Log.Stands(_logger, witness.Name, witness.Standing);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Witness {Name}: {Standing}")]
        public static partial void Stands(ILogger logger, string name, WitnessStanding standing);

        [LoggerMessage(2, LogLevel.Critical, "Witness {Name} saw another log: {Standing}. Stop, keep every file, compare checkpoints")]
        public static partial void Contradicted(ILogger logger, string name, WitnessStanding standing);

        [LoggerMessage(3, LogLevel.Error, "Witness {Name} could not be asked ({Failure}); trying again")]
        public static partial void Failed(ILogger logger, string name, string failure);
    }
}

/// <summary>Too few witnesses cosigned an entry in time. Answered as 503 <c>witnesses.away</c>.</summary>
internal sealed class WitnessesAwayException() : Exception("witnesses.away");
