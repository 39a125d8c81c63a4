using System.Net.Http;
using Microsoft.Extensions.Options;
using SecureIntake.Audit.Log;
using SecureIntake.Audit.Witnesses;

namespace SecureIntake.Portal.Log;

/// <summary>
/// Has the log cosigned: every witness of the policy is asked for each new checkpoint, each at its own pace, and what it signs is published
/// under the checkpoint. <see cref="Witnessed"/> is the newest state that the policy calls witnessed; what must not happen unseen waits for it.
/// </summary>
internal sealed partial class WitnessCollector : BackgroundService
{
    /// <summary>So many states wait for further cosignatures; the newest will have what the older ones miss.</summary>
    private const int MaxCollected = 64;

    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(30);

    private readonly Lock _one = new();
    private readonly Dictionary<Checkpoint, LogTree> _collected = [];
    private readonly Sequencer _sequencer;
    private readonly TimeProvider _time;
    private readonly ILogger<WitnessCollector> _logger;
    private readonly HttpClient _http;
    private LogTree? _witnessed;
    private TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public WitnessCollector(IOptions<PortalOptions> portal, Sequencer sequencer, TimeProvider time, ILogger<WitnessCollector> logger)
    {
        (_sequencer, _time, _logger) = (sequencer, time, logger);
        Policy = Read(portal.Value.WitnessPolicyFile);
        _http = WitnessNetwork.Connect(portal.Value.WitnessProxy, Policy);
        Witnesses = [.. Policy.Witnesses.Select(witness => new FollowedWitness(witness, _http, time))];
    }

    /// <summary>Who must cosign.</summary>
    public WitnessPolicy Policy { get; }

    /// <summary>How each witness stands.</summary>
    public IReadOnlyList<FollowedWitness> Witnesses { get; }

    /// <summary>The newest state of the log that is witnessed as the policy asks; null before there is one. Without witnesses, the newest of all.</summary>
    /// <exception cref="LogAwayException">The log cannot be written at the moment.</exception>
    public LogTree? Witnessed => Witnesses.Count == 0 ? _sequencer.Tree : Volatile.Read(ref _witnessed);

    /// <summary>Entries that stand in the log and that this witness has not cosigned; null while the log cannot be written.</summary>
    public long? Behind(FollowedWitness witness) =>
        _sequencer.Newest is { } tree ? Math.Max(0, tree.Size - (witness.CosignedAt is null ? 0 : witness.Size ?? 0)) : null;

    /// <summary>Waits until an entry stands in a witnessed state of the log.</summary>
    /// <exception cref="LogAwayException">The log cannot be written at the moment.</exception>
    public async Task WaitAsync(long index, CancellationToken cancel)
    {
        while (true)
        {
            var moved = Volatile.Read(ref _moved).Task;
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

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(Witnesses.Select(witness => FollowAsync(witness, stoppingToken)));

    private async Task FollowAsync(FollowedWitness witness, CancellationToken cancel)
    {
        long cosigned = -1;
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                var tree = await _sequencer.GrownBeyondAsync(cosigned, cancel);
                if (await AskAsync(witness, tree, cancel) is { } cosignature)
                {
                    Take(tree, cosignature);
                    cosigned = tree.Size;
                    continue;
                }
            }
            catch (Exception e) when (!cancel.IsCancellationRequested)
            {
                // A file of the log that is gone, say. Staff must be able to work without witnesses: nothing of theirs may stop the portal.
                Log.Failed(_logger, witness.Name, e.GetType().Name);
            }

            await Task.Delay(AskAgainAfter, _time, cancel);
        }
    }

    private async Task<Cosignature?> AskAsync(FollowedWitness witness, LogTree tree, CancellationToken cancel)
    {
        var before = witness.Standing;
        var cosignature = await witness.AskAsync(tree, cancel);
        if (witness.Standing != before)
            Say(witness);
        return cosignature;
    }

    private void Take(LogTree tree, Cosignature cosignature)
    {
        lock (_one)
        {
            var cosigned = (_collected.TryGetValue(tree.Checkpoint, out var earlier) ? earlier : tree).With([cosignature]);
            _collected[tree.Checkpoint] = cosigned;
            if (_collected.Count > MaxCollected)
                _collected.Remove(_collected.Keys.MinBy(checkpoint => checkpoint.Size)!);
            if (Policy.IsWitnessed(cosigned.Note.Span) && cosigned.Size >= (_witnessed?.Size ?? 0))
            {
                Volatile.Write(ref _witnessed, cosigned);
                // What is smaller will not become the newest any more.
                foreach (var old in _collected.Keys.Where(checkpoint => checkpoint.Size < cosigned.Size).ToList())
                    _collected.Remove(old);
                Interlocked.Exchange(ref _moved, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
            }
        }

        _sequencer.Cosign(tree.Checkpoint, [cosignature]);
    }

    private void Say(FollowedWitness witness)
    {
        if (witness.Standing is WitnessStanding.Ahead or WitnessStanding.Contradicts)
            Log.Contradicted(_logger, witness.Name, witness.Standing);
        else
            Log.Stands(_logger, witness.Name, witness.Standing);
    }

    // Whoever is to be asked must have an address.
    private static WitnessPolicy Read(string file)
    {
        const string Setting = "Portal:WitnessPolicyFile";
        var policy = WitnessPolicy.FromFile(file, Setting);
        return policy.Witnesses.All(witness => witness.Address is not null) ? policy : throw new InvalidOperationException($"{Setting} names a witness without its address");
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
