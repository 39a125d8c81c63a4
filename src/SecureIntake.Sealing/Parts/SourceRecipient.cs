using SecureIntake.Sealing.Age;

namespace SecureIntake.Sealing.Parts;

/// <summary>What a source part is sealed to: the public half of a key that was made to be split among custodians.</summary>
/// <remarks>Only Opening makes one, from a seed that it holds. So a desk, staff or custodian key, of which a client has the public half alone, cannot
/// become one: a program that would seal a source part to it does not compile.</remarks>
public sealed class SourceRecipient
{
    internal SourceRecipient(HybridRecipient recipient) => Hybrid = recipient;

    internal HybridRecipient Hybrid { get; }

    public override string ToString() => Hybrid.ToString();
}
