using SecureIntake.Audit.Events;
using SecureIntake.Gate.Lockdowns;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Gates;
using Role = SecureIntake.Sealing.Documents.Role;
using SignedDocument = SecureIntake.Sealing.Documents.SignedDocument;

namespace SecureIntake.Gate.Releases;

/// <summary>
/// Gives a bench the headers that a lead's logged lease lends it, sealed to the key of the run that the lease names. It may ask again until the lease
/// ends: that key lives in the memory of one process, so there is nothing to gain from asking twice.
/// </summary>
internal sealed class LeaseRelease(Statements statements, HeldHeaders headers, Locks locks, TimeProvider time)
{
    /// <summary>Checks everything and gives.</summary>
    /// <returns>Why not; null when <paramref name="answer"/> holds the headers.</returns>
    public GateRefusal? Give(GateLease message, out GateAnswer? answer)
    {
        answer = null;
        if (locks.Stand)
            return GateRefusal.Locked;
        if (!statements.TryVerify<PartsLeased>(message.Entry, message.Proof, out var statement, out var why))
            return why;
        if (locks.LockOut(statement.By))
            return GateRefusal.LockedOut;
        var now = time.GetUtcNow();
        if (!IsOf(message, statement, now, out var lease, out var bench))
            return GateRefusal.LeaseRefused;
        var given = new List<GivenHeader>();
        foreach (var asked in message.Granted)
        {
            if (!asked.Grant.TryRead<GrantDocument>(out var grant) || !IsOf(grant, asked.Grant, lease!, bench!, statement.By))
                return GateRefusal.GrantRefused;
            if (grant.Expires <= now)
                return GateRefusal.GrantEnded;
            var name = HeldName.Grant(asked.Grant.BodyDigest);
            if (headers.Give(grant.Part, GateScope.Of(grant.Case), name, asked.Held, bench!.Recipient, out var header) is { } refusal)
                return refusal;
            given.Add(header!);
        }

        answer = new GateAnswer(given);
        return null;
    }

    private static bool IsOf(
        GateLease message, Statement<PartsLeased> statement, DateTimeOffset now, out LeaseDocument? lease, out BenchDocument? bench)
    {
        bench = null;
        var (act, lead) = (statement.Act, statement.By);
        return message.Lease.TryRead(out lease)
            && lead.Roles.Contains(Role.Lead) && message.Lease.IsSignedBy(lead.Signer) && lease.By == lead.Id
            && message.Lease.BodyDigest.ToString() == act.Lease.ToString()
            && lease.Case.ToString() == act.Case.ToString() && lease.Run.ToString() == act.Run.ToString()
            && lease.Expires > now
            && message.Bench.TryRead(out bench)
            && statement.World.SignerOfBench(bench.Bench) is { } signer && message.Bench.IsSignedBy(signer)
            && bench.Run == lease.Run && bench.HoldsAt(now);
    }

    private static bool IsOf(GrantDocument grant, SignedDocument document, LeaseDocument lease, BenchDocument bench, Member lead) =>
        document.IsSignedBy(lead.Signer) && grant.By == lead.Id && grant.Case == lease.Case
        && lease.Grants.Contains(document.BodyDigest)
        && grant.Grantee == bench.Run && grant.Recipient.Span.SequenceEqual(bench.Recipient.Digest)
        && grant.Purpose == GrantPurpose.Examine;
}
