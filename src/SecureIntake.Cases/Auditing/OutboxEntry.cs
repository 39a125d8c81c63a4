using System.Security.Cryptography;

namespace SecureIntake.Cases.Auditing;

/// <summary>
/// An entry on its way into the log. It is written in the transaction of the act it records; Portal alone gives it an index; what it
/// records has no effect before that.
/// </summary>
public sealed class OutboxEntry
{
    /// <summary>SHA-256 of <see cref="Entry"/>. As the key it refuses a replayed act and keeps no order.</summary>
    public required byte[] Digest { get; init; }

    /// <summary>The canonical JSON, as it will stand in the log.</summary>
    public required byte[] Entry { get; init; }

    /// <summary>Its index in the log; null while it waits.</summary>
    public long? Index { get; set; }

    /// <summary>Wraps an entry.</summary>
    public static OutboxEntry Of(byte[] entry) => new() { Digest = SHA256.HashData(entry), Entry = entry };
}
