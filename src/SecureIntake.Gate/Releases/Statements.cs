using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;
using SecureIntake.Audit.Witnesses;
using SecureIntake.Gate.History;
using SecureIntake.Gate.Trust;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Gates;

namespace SecureIntake.Gate.Releases;

/// <summary>A statement that its signer's entry in the log proves.</summary>
/// <param name="Act">What was signed.</param>
/// <param name="By">Who signed it, as the directory lists them.</param>
/// <param name="Digest">SHA-256 of the entry.</param>
/// <param name="Leaf">Its leaf hash in the log.</param>
/// <param name="World">What it was checked against.</param>
internal sealed record Statement<TAct>(TAct Act, Member By, byte[] Digest, Audit.Bytes32 Leaf, GateWorld World)
    where TAct : SignedAct;

/// <summary>Reads statements: signed by a member of the directory, and in the log's one history, witnessed as the root asks.</summary>
internal sealed class Statements(HeldTrust trust, LogHistory history)
{
    /// <summary>As far as a signer's clock may be ahead of this gate's.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromMinutes(10);

    /// <summary>Checks an entry and its proof; false tells why not.</summary>
    /// <param name="entryText">The entry.</param>
    /// <param name="proofText">Its tlog-proof.</param>
    /// <param name="statement">What was checked.</param>
    /// <param name="why">Why not.</param>
    /// <param name="witnessed">Whether it counts only under a checkpoint that the witness policy accepts.</param>
    public bool TryVerify<TAct>(
        string entryText, string proofText, [NotNullWhen(true)] out Statement<TAct>? statement, out GateRefusal why, bool witnessed = true)
        where TAct : SignedAct
    {
        statement = null;
        byte[] bytes = Encoding.UTF8.GetBytes(entryText);
        why = GateRefusal.TrustMissing;
        if (trust.Current is not { } world)
            return false;
        why = GateRefusal.Malformed;
        if (!Entry.TryParse(bytes, out var entry) || entry.Act is not TAct act || !LogProof.TryParse(proofText, out var proof))
            return false;
        why = GateRefusal.StatementSigner;
        if (!OpaqueId.TryParse(act.Stamp.By.ToString(), out var by) || world.Find(by) is not { } member
            || !entry.Key!.Value.ToArray().AsSpan().SequenceEqual(member.Signer.ToBytes()) || !entry.SignatureHolds())
            return false;
        why = GateRefusal.LogUnknown;
        if (!history.Follows(world.Log, proof!.Note.Span))
            return false;
        why = GateRefusal.LogUnproven;
        if (!proof.Verify(world.Log, witnessed ? world.Witnesses : WitnessPolicy.None, bytes))
            return false;
        statement = new Statement<TAct>(act, member, SHA256.HashData(bytes), Rfc6962.Leaf(bytes), world);
        return true;
    }
}
