using SecureIntake.Audit.Events;
using SecureIntake.Gate.Releases;
using SecureIntake.Gate.Trust;
using SecureIntake.Sealing.Gates;
using Role = SecureIntake.Sealing.Documents.Role;

namespace SecureIntake.Gate.Lockdowns;

/// <summary>
/// Closes the gate, to all or to one member, when an entry in the log's one history shows that a lead or an administrator declared it, and opens it when two more
/// show that it was lifted. Whoever brings them can keep the second kind from it, and so keep it closed; the first cannot be taken back.
/// </summary>
internal sealed class Locking(Statements statements, Locks locks, TimeProvider time)
{
    /// <summary>Closes it. Who declared that may be locked out by now: the log took it before, and to close is safe.</summary>
    /// <returns>Why not; null when it is closed.</returns>
    public GateRefusal? Close(GateStatement message)
    {
        // To close is safe: that waits for no witness.
        if (!statements.TryVerify<Closing>(message.Entry, message.Proof, out var statement, out var why, witnessed: false))
            return why;
        var only = statement.Act.Only;
        if (!statement.By.Roles.Contains(Role.Lead) && !statement.By.Roles.Contains(Role.Administrator) && only?.Who != statement.Act.Stamp.By)
            return GateRefusal.StatementOther;
        // Stamped for later, the next one would come sooner.
        if (statement.Act.Stamp.At > time.GetUtcNow() + Statements.Ahead)
            return GateRefusal.StatementTime;
        return locks.Close(statement.Leaf, statement.By.Id, statement.Act.Stamp.At, only, statement.World);
    }

    /// <summary>Keeps a lift.</summary>
    /// <returns>Why not; null when it is kept.</returns>
    public GateRefusal? Lift(GateStatement message)
    {
        if (!statements.TryVerify<LiftSigned>(message.Entry, message.Proof, out var statement, out var why))
            return why;
        if (!Sides.HasASay(statement.By))
            return GateRefusal.StatementOther;
        if (locks.LockOut(statement.By))
            return GateRefusal.LockedOut;
        return locks.Lift(statement.Act.Lockdown, statement.By, statement.World);
    }
}
