using SecureIntake.Audit.Log;

namespace SecureIntake.Audit.Verification;

/// <summary>What checking a whole log found: it is right, or the first place that is not.</summary>
public abstract record Verdict
{
    private Verdict()
    {
    }

    /// <summary>Calls the function for the case at hand.</summary>
    public T Match<T>(Func<Verified, T> verified, Func<TamperedEntry, T> entry, Func<TamperedTile, T> tile) => this switch
    {
        Verified v => verified(v),
        TamperedEntry e => entry(e),
        TamperedTile t => tile(t),
        _ => throw new InvalidOperationException("a verdict that nobody defined"),
    };

    /// <summary>Every byte is right.</summary>
    /// <param name="Checkpoint">What the log commits to.</param>
    /// <param name="Key">The key that signed it.</param>
    /// <param name="Note">The signed checkpoint as served: worth keeping, for the next check.</param>
    public sealed record Verified(Checkpoint Checkpoint, LogKey Key, ReadOnlyMemory<byte> Note) : Verdict;

    /// <summary>An entry was changed, or should not stand where it stands.</summary>
    public sealed record TamperedEntry(long Index, Fault Fault) : Verdict;

    /// <summary>A file was changed, is missing or does not belong: a tile, or the checkpoint.</summary>
    /// <param name="Path">Below the log's address.</param>
    /// <param name="Fault">What is wrong with it.</param>
    public sealed record TamperedTile(string Path, Fault Fault) : Verdict;
}

/// <summary>What is wrong.</summary>
public enum Fault
{
    /// <summary>The file is missing.</summary>
    Missing,

    /// <summary>Its form or length is not what the format says.</summary>
    Malformed,

    /// <summary>Its hash is not what the tree above it commits to.</summary>
    Hash,

    /// <summary>The checkpoint's signature is not by the log's key, or a line under it is not what its witness would have written.</summary>
    Signature,

    /// <summary>No policy of the root names the log's key: as before the first publication, or in the log of somebody else.</summary>
    Unvouched,

    /// <summary>A signature in the entry is missing, wrong or by somebody who was not entitled then.</summary>
    NotEntitled,

    /// <summary>A file that no log of this size has.</summary>
    Unknown,

    /// <summary>A checkpoint of a larger log was seen before: an old copy was put back, or entries were cut off.</summary>
    RolledBack,

    /// <summary>A checkpoint that was seen before is not the beginning of this log: there are two histories.</summary>
    Forked,

    /// <summary>The witness policy is not met.</summary>
    Unwitnessed,
}
