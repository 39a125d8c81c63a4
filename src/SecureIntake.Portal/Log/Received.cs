using System.Diagnostics.CodeAnalysis;
using SecureIntake.Audit.Events;
using SecureIntake.Portal.Access;

namespace SecureIntake.Portal.Log;

/// <summary>
/// An act that the portal took: signed by who sent it, and in the outbox of the caller's transaction. It has no effect before the log holds it.
/// </summary>
/// <typeparam name="TAct">What was done.</typeparam>
internal sealed class Received<TAct>
    where TAct : SignedAct
{
    private Received(TAct? act, byte[] digest, Refusal? refusal, bool cameAgain = false) => (Act, Digest, Refusal, CameAgain) = (act, digest, refusal, cameAgain);

    /// <summary>Whether it was taken.</summary>
    [MemberNotNullWhen(true, nameof(Act))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool Accepted => Refusal is null;

    /// <summary>The act.</summary>
    public TAct? Act { get; }

    /// <summary>Digest of its entry: what grants and leases refer to, and what to wait for.</summary>
    public byte[] Digest { get; }

    /// <summary>Why it was not taken.</summary>
    public Refusal? Refusal { get; }

    /// <summary>Whether the log holds it since it came first, and it waited for witnesses.</summary>
    public bool CameAgain { get; }

    internal static Received<TAct> Yes(TAct act, byte[] digest, bool cameAgain = false) => new(act, digest, null, cameAgain);

    internal static Received<TAct> No(Refusal why) => new(null, [], why);
}
