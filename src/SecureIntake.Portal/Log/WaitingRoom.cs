using System.Collections.Concurrent;
using SecureIntake.Cases.Auditing;

namespace SecureIntake.Portal.Log;

/// <summary>Who waits for which entry. Two may wait for one: the first who leaves takes the place away, and the other must look for itself.</summary>
internal sealed class WaitingRoom
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<long>> _places = new(StringComparer.Ordinal);

    /// <summary>Takes a place: it is told the entry's index, or why there will be none.</summary>
    public TaskCompletionSource<long> Enter(byte[] digest) =>
        _places.GetOrAdd(NameOf(digest), _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

    /// <summary>Leaves it.</summary>
    public void Leave(byte[] digest) => _places.TryRemove(NameOf(digest), out _);

    /// <summary>Tells whoever waits for one of these entries that it stands in the log.</summary>
    public void TellWritten(IEnumerable<OutboxEntry> entries) => Tell(entries, (place, entry) => place.TrySetResult(entry.Index!.Value));

    /// <summary>Tells whoever waits for one of these entries that it never will.</summary>
    public void TellRefused(IEnumerable<OutboxEntry> entries) => Tell(entries, (place, _) => place.TrySetException(new EntryRefusedException()));

    private void Tell(IEnumerable<OutboxEntry> entries, Action<TaskCompletionSource<long>, OutboxEntry> tell)
    {
        foreach (var entry in entries)
        {
            if (_places.TryGetValue(NameOf(entry.Digest), out var place))
                tell(place, entry);
        }
    }

    private static string NameOf(byte[] digest) => Convert.ToBase64String(digest);
}
