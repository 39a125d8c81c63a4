using SecureIntake.Audit.Log;
using SecureIntake.Audit.Witnesses;
using SecureIntake.Sealing.Documents;

namespace SecureIntake.Cli.Custody;

/// <summary>Where a request stands in the log, and who outside saw it there.</summary>
/// <param name="Log">The log's name.</param>
/// <param name="Index">The entry's place.</param>
/// <param name="Leaf">Its leaf hash, which vetoes and answers name.</param>
/// <param name="Witnesses">Whom the root asks for.</param>
/// <param name="CosignedBy">Which of them cosigned.</param>
internal sealed record LogPlace(string Log, long Index, Audit.Bytes32 Leaf, WitnessPolicy Witnesses, IReadOnlyList<string> CosignedBy)
{
    /// <summary>Proves that an entry stands in the root's log, witnessed as the root asks: the gate checks the same.</summary>
    public static LogPlace Prove(PolicyDocument policy, byte[] entry, string proofText)
    {
        if (!LogKey.TryParse(policy.Log, out var log) || !WitnessPolicy.TryParseSigned(policy.Witnesses, out var witnesses))
            throw CommandFailedException.Refused("the root names a log or witnesses that this tool cannot read; is it older than what the root signed?");
        if (!LogProof.TryParse(proofText, out var proof))
            throw CommandFailedException.Tampered("the proof that the request stands in the log is damaged");
        if (!proof!.Verify(log!, entry))
            throw CommandFailedException.Tampered($"the request does not stand in the log {log!.Name}: the proof does not lead to it");
        if (!proof.Verify(log!, witnesses!, entry))
            throw CommandFailedException.Tampered($"too few witnesses saw the request in the log; the root asks for {witnesses!.Words}");
        var cosignatures = CheckpointNote.Cosignatures(proof.Note.Span, witnesses!.Witnesses.Select(witness => witness.Key));
        return new LogPlace(log!.Name, proof.Index, Rfc6962.Leaf(entry), witnesses, [.. cosignatures.Select(cosignature => cosignature.Key.Name)]);
    }
}
