using SecureIntake.Audit.Events;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Gates;
using Role = SecureIntake.Sealing.Documents.Role;

namespace SecureIntake.Gate.Releases;

/// <summary>
/// Closes the desk for a case when a lead's entry shows that it was taken, so that an old copy of the database does not open it for other leads. Where
/// nobody brings that entry, it closes with the first header that one of the case's readers gets.
/// </summary>
internal sealed class DeskClosing(Statements statements, Marks marks)
{
    /// <summary>Closes it.</summary>
    /// <returns>Why not; null when it is closed.</returns>
    public GateRefusal? Close(GateTaking message)
    {
        if (!statements.TryVerify<CaseTriaged>(message.Entry, message.Proof, out var statement, out var why))
            return why;
        if (!statement.By.Roles.Contains(Role.Lead) || !OpaqueId.TryParse(statement.Act.Case.ToString(), out var @case))
            return GateRefusal.StatementOther;
        marks.Take(@case);
        return null;
    }
}
