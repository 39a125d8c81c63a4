using SecureIntake.Audit.Log;

namespace SecureIntake.Audit.Witnesses;

/// <summary>
/// A witness's private key: an Ed25519 seed of 32 bytes. One key serves one witness only: the signed message does not name it (C2SP
/// tlog-cosignature).
/// </summary>
public sealed class WitnessSigner : IDisposable
{
    private readonly Ed25519Seed _seed;

    /// <summary>A signer for the witness of that name; the seed is copied.</summary>
    public WitnessSigner(string name, ReadOnlySpan<byte> seed)
    {
        _seed = new Ed25519Seed(seed);
        Key = WitnessKey.Of(name, _seed.PublicKey());
    }

    /// <summary>The public half.</summary>
    public WitnessKey Key { get; }

    /// <summary>Reads a seed file of exactly 32 bytes.</summary>
    /// <exception cref="InvalidDataException">The file has another length.</exception>
    public static WitnessSigner FromFile(string name, string seedFile) => Ed25519Seed.FromFile(seedFile, seed => new WitnessSigner(name, seed));

    /// <summary>States that a checkpoint extends all that this witness saw. Whether it does is for <see cref="Witness"/> to know.</summary>
    internal Cosignature Cosign(Checkpoint checkpoint, long time) => Cosignature.Make(Key, time, checkpoint.ToString(), _seed.Sign);

    /// <inheritdoc/>
    public void Dispose() => _seed.Dispose();

    /// <summary>Names the key, never the seed.</summary>
    public override string ToString() => $"WitnessSigner<{Key.Name}>";
}
