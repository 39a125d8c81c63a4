using System.Text;

namespace SecureIntake.Audit.Log;

/// <summary>The log's private key: an Ed25519 seed of 32 bytes.</summary>
public sealed class LogSigner : IDisposable
{
    /// <summary>Length of the seed, which is all that a seed file holds.</summary>
    public const int SeedLength = Ed25519Seed.Length;

    private readonly Ed25519Seed _seed;

    /// <summary>A signer for the log of that name; the seed is copied.</summary>
    public LogSigner(string name, ReadOnlySpan<byte> seed)
    {
        _seed = new Ed25519Seed(seed);
        Key = LogKey.Of(name, _seed.PublicKey());
    }

    /// <summary>The public half.</summary>
    public LogKey Key { get; }

    /// <summary>Reads a seed file of exactly 32 bytes.</summary>
    /// <exception cref="InvalidDataException">The file has another length.</exception>
    public static LogSigner FromFile(string name, string seedFile) => Ed25519Seed.FromFile(seedFile, seed => new LogSigner(name, seed));

    /// <summary>Signs a checkpoint as a note.</summary>
    internal byte[] Sign(Checkpoint checkpoint) => CheckpointNote.Write(checkpoint, Key, _seed.Sign(Encoding.UTF8.GetBytes(checkpoint.ToString())));

    /// <inheritdoc/>
    public void Dispose() => _seed.Dispose();

    /// <summary>Names the key, never the seed.</summary>
    public override string ToString() => $"LogSigner<{Key.Name}>";
}
