using SecureIntake.Sealing;
using SecureIntake.Sealing.Parts;

namespace SecureIntake.Opening;

/// <summary>The key of one source part: made to be split among custodians (<see cref="Shares.SecretSharing"/>), and forgotten.</summary>
public sealed class SourceIdentity : IDisposable
{
    /// <summary>The key of this 32-byte seed; the caller clears its own copy.</summary>
    public SourceIdentity(ReadOnlySpan<byte> seed) : this(new HybridIdentity(seed)) { }

    private SourceIdentity(HybridIdentity hybrid) => (Hybrid, Recipient) = (hybrid, new SourceRecipient(hybrid.Recipient));

    /// <summary>Draws a new key: 32 bytes.</summary>
    public static SourceIdentity Create(RandomSource random) => new(HybridIdentity.Create(random));

    /// <summary>What the source part is sealed to, and nothing else is.</summary>
    public SourceRecipient Recipient { get; }

    public override string ToString() => nameof(SourceIdentity);

    public void Dispose() => Hybrid.Dispose();

    internal HybridIdentity Hybrid { get; }
}
