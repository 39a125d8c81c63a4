using System.Security.Cryptography;
using SecureIntake.Audit.Events;
using SecureIntake.Cases.Auditing;
using SecureIntake.Opening;
using SecureIntake.Sealing;

namespace SecureIntake.Worker.Bench;

/// <summary>What this bench says in the log, under its own signature.</summary>
internal static class BenchActs
{
    /// <summary>The stamp of an act that is signed now.</summary>
    public static Stamp Stamp(OpaqueId bench, TimeProvider time) =>
        new(time.GetUtcNow(), bench.AsLogId(), new Nonce(RandomNumberGenerator.GetBytes(Nonce.Length)));

    /// <summary>The entry on its way into the log.</summary>
    public static OutboxEntry Sign(SignedAct act, SigningKey key) => OutboxEntry.Of(
        Entry.WithSignature(act, new Audit.Bytes32(key.Signer.ToBytes()), key.Sign(Entry.ToSign(act))).Bytes.ToArray());
}
