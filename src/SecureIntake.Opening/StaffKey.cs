using SecureIntake.Sealing;

namespace SecureIntake.Opening;

/// <summary>A member's one secret: a seed that gives an identity to read with and a key to sign with (FORMAT.md §3).</summary>
/// <remarks>In service it lives in the member's browser; here it serves the CLI, the demonstration and the vectors.</remarks>
public sealed class StaffKey : IDisposable
{
    private readonly Secret32 _seed;

    /// <summary>The key of this 32-byte seed; the caller clears its own copy.</summary>
    public StaffKey(ReadOnlySpan<byte> seed) : this(new Secret32(seed)) { }

    private StaffKey(Secret32 seed)
    {
        _seed = seed;
        Identity = new HybridIdentity(seed.Derive("secureintake/staff/identity/v1"u8));
        SigningKey = new SigningKey(seed.Derive("secureintake/staff/signer/v1"u8));
    }

    /// <summary>Draws a new key: 32 bytes.</summary>
    public static StaffKey Create(RandomSource random) => new(Secret32.Create(random));

    /// <summary>What opens grants to this member.</summary>
    public HybridIdentity Identity { get; }

    /// <summary>What signs the member's acts.</summary>
    public SigningKey SigningKey { get; }

    public override string ToString() => nameof(StaffKey);

    public void Dispose()
    {
        Identity.Dispose();
        SigningKey.Dispose();
        _seed.Dispose();
    }

    internal ReadOnlySpan<byte> Seed => _seed.Bytes;
}
