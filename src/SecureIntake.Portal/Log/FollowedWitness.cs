using System.Net.Http;
using Polly;
using Polly.Retry;
using Polly.Timeout;
using SecureIntake.Audit.Log;
using SecureIntake.Audit.Witnesses;

namespace SecureIntake.Portal.Log;

/// <summary>How a witness stands to the log.</summary>
internal enum WitnessStanding
{
    /// <summary>It was not asked yet.</summary>
    Unasked,

    /// <summary>Nobody told this portal where it is.</summary>
    Unaddressed,

    /// <summary>It cosigned what it was asked last.</summary>
    Follows,

    /// <summary>It does not answer.</summary>
    Away,

    /// <summary>It answers, and not with a cosignature: it does not know this log, or its answer is not by its key.</summary>
    Refuses,

    /// <summary>It saw more of this log than there is: an old copy was put back here.</summary>
    Ahead,

    /// <summary>It saw another history of this log.</summary>
    Contradicts,
}

/// <summary>
/// One witness: what it knows of the log, and how it is asked. A try has a time limit, and there are a few of them with growing pauses; one that
/// is down after that is left in peace for a while by <see cref="WitnessCollector"/>.
/// </summary>
internal sealed class FollowedWitness
{
    private readonly WitnessClient? _client;
    private readonly ResiliencePipeline _pipeline;

    public FollowedWitness(WitnessKey key, Uri? address, HttpClient http, TimeProvider time)
    {
        Key = key;
        Standing = address is null ? WitnessStanding.Unaddressed : WitnessStanding.Unasked;
        _client = address is null ? null : new WitnessClient(http, key, EndingInSlash(address));
        var passing = new PredicateBuilder().Handle<HttpRequestException>().Handle<IOException>().Handle<TimeoutRejectedException>();
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = passing,
                MaxRetryAttempts = 3,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromMilliseconds(500),
                UseJitter = true,
            })
            .AddTimeout(TimeSpan.FromSeconds(10))
            .Build();
    }

    /// <summary>Its key.</summary>
    public WitnessKey Key { get; }

    /// <summary>Its name.</summary>
    public string Name => Key.Name;

    /// <summary>Whether this portal knows where it is.</summary>
    public bool HasAddress => _client is not null;

    /// <summary>How it stands.</summary>
    public WitnessStanding Standing { get; private set; }

    /// <summary>Whether it saw another log than there is: nothing passes by itself here.</summary>
    public bool RaisesAlarm => Standing is WitnessStanding.Ahead or WitnessStanding.Contradicts;

    /// <summary>The size that it is known to know; null before it was asked.</summary>
    public long? Size { get; private set; }

    /// <summary>When it cosigned last, by its own clock.</summary>
    public DateTimeOffset? CosignedAt { get; private set; }

    /// <summary>Asks it to cosign a state of the log; null when it did not, and <see cref="Standing"/> says why.</summary>
    /// <exception cref="InvalidOperationException">Our bug: it has no address.</exception>
    public async Task<Cosignature?> AskAsync(LogTree tree, CancellationToken cancel)
    {
        try
        {
            return await _pipeline.ExecuteAsync(async token => await TryAsync(tree, token), cancel);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TimeoutRejectedException)
        {
            Standing = WitnessStanding.Away;
            return null;
        }
    }

    private async Task<Cosignature?> TryAsync(LogTree tree, CancellationToken cancel)
    {
        var client = _client ?? throw new InvalidOperationException("a witness without an address");
        // At first nobody here knows what it knows: it says so when it is asked to go on from nothing.
        for (int attempt = 0; attempt < 2; attempt++)
        {
            // Nobody can be asked to go on from more than there is.
            long known = Size <= tree.Size ? Size.Value : 0;
            var proof = known > 0 && known < tree.Size ? tree.ProveConsistency(known) : [];
            switch (await client.AskAsync(new AddCheckpoint(known, proof, tree.Note), cancel))
            {
                case Asked.Cosigned { Cosignature: var cosignature }:
                    (Standing, Size, CosignedAt) = (WitnessStanding.Follows, tree.Size, DateTimeOffset.FromUnixTimeSeconds(Math.Min(cosignature.Time, uint.MaxValue)));
                    return cosignature;
                case Asked.Knows { Size: var size } when size > tree.Size:
                    (Standing, Size) = (WitnessStanding.Ahead, size);
                    return null;
                case Asked.Knows { Size: var size } when size != known:
                    Size = size;
                    break;
                // It was asked to go on from what it knows, and says that this is not how it went.
                case Asked.Knows or Asked.Refused { Status: 422 }:
                    Standing = WitnessStanding.Contradicts;
                    return null;
                default:
                    Standing = WitnessStanding.Refuses;
                    return null;
            }
        }

        Standing = WitnessStanding.Refuses;
        return null;
    }

    private static Uri EndingInSlash(Uri address) => address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");
}
