using SecureIntake.Audit.Events;
using SecureIntake.Gate.Lockdowns;
using SecureIntake.Gate.Releases;
using SecureIntake.Gate.Trust;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Gates;

namespace SecureIntake.Gate.Custody;

/// <summary>
/// What entries in the log's one history change of a request for a source: a lead's begins the waiting time, another member's veto makes it longer. Nothing is
/// given for either, so both may be shown again. Whoever brings them can keep a veto back; everyone who reads the log sees then that it was not heeded.
/// </summary>
internal sealed class CustodyStatements(Statements statements, CustodyRequests requests, Locks locks, TimeProvider time)
{
    /// <summary>Takes a request.</summary>
    /// <returns>Why not; null when <paramref name="answer"/> says how long it waits.</returns>
    public GateRefusal? Ask(GateStatement message, out GateCustody? answer)
    {
        answer = null;
        if (!statements.TryVerify<CustodyRequested>(message.Entry, message.Proof, out var statement, out var why))
            return why;
        if (!Sides.IsLead(statement.By) || !OpaqueId.TryParse(statement.Act.Case.ToString(), out var @case) || !OpaqueId.TryParse(statement.Act.Part.ToString(), out var part))
            return GateRefusal.StatementOther;
        // A request that they signed while they could waits on; what comes now does not begin to.
        if (locks.LockOut(statement.By))
            return GateRefusal.LockedOut;
        var (now, at) = (time.GetUtcNow(), statement.Act.Stamp.At);
        // Signed for later, it would end later.
        if (at > now + Statements.Ahead)
            return GateRefusal.StatementTime;
        var until = statement.Act.Ends;
        if (until <= now)
            return GateRefusal.CustodyEnded;
        answer = requests.Ask(statement.Leaf, @case, part, statement.By.Id, now, until);
        return null;
    }

    /// <summary>Takes a veto.</summary>
    /// <returns>Why not; null when <paramref name="answer"/> says how long the request waits now.</returns>
    public GateRefusal? Veto(GateStatement message, out GateCustody? answer)
    {
        answer = null;
        if (!statements.TryVerify<CustodyVetoed>(message.Entry, message.Proof, out var statement, out var why))
            return why;
        if (!Sides.HasASay(statement.By) || !OpaqueId.TryParse(statement.Act.Case.ToString(), out var @case))
            return GateRefusal.StatementOther;
        return requests.Veto(statement.Act.Request, @case, statement.By.Id, time.GetUtcNow(), out answer);
    }
}
