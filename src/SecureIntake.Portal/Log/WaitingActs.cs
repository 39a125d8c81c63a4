using System.Collections.Concurrent;

namespace SecureIntake.Portal.Log;

/// <summary>
/// Acts that the log holds and that had no effect, because too few witnesses cosigned in time. Whoever sent one may send it again, as it is: that makes no
/// second entry. It may be taken up once for each time that it was put here, and no longer than an act may be old; a restart forgets them.
/// </summary>
internal sealed class WaitingActs(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _acts = new(StringComparer.Ordinal);

    /// <summary>Remembers one.</summary>
    public void Put(byte[] digest)
    {
        var now = time.GetUtcNow();
        foreach (var (old, since) in _acts)
        {
            if (now - since > ActReceiver.Slack)
                _acts.TryRemove(old, out _);
        }

        _acts[Convert.ToBase64String(digest)] = now;
    }

    /// <summary>Takes one up again; false when it does not wait.</summary>
    public bool TryTake(byte[] digest) => _acts.TryRemove(Convert.ToBase64String(digest), out _);
}
