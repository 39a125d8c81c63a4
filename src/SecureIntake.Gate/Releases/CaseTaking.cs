using SecureIntake.Audit.Events;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Gates;
using SecureIntake.Sealing.Parts;
using Role = SecureIntake.Sealing.Documents.Role;

namespace SecureIntake.Gate.Releases;

/// <summary>
/// What a lead's entry changes that shows that a case was taken. The desk closes for it, so that an old copy of the database does not open it for other
/// leads; where nobody brings that entry, it closes with the first header that one of the case's readers gets. And source and shares, which no lead can
/// re-address, go over from the week's keys to the case's: a week that is shredded then leaves them, a case that is shredded takes them along.
/// </summary>
/// <remarks>Nothing is given out here, so it may be asked again at any time: what comes back is held, as what was sent was.</remarks>
internal sealed class CaseTaking(Statements statements, HeldHeaders headers, Marks marks)
{
    /// <summary>Closes the desk and moves what is for custodians: all of it, or nothing.</summary>
    /// <returns>Why not; null when <paramref name="answer"/> holds what was moved.</returns>
    public GateRefusal? Take(GateTaking message, out GateTaken? answer)
    {
        answer = null;
        if (!statements.TryVerify<CaseTriaged>(message.Entry, message.Proof, out var statement, out var why))
            return why;
        if (!statement.By.Roles.Contains(Role.Lead) || !OpaqueId.TryParse(statement.Act.Case.ToString(), out var @case))
            return GateRefusal.StatementOther;
        marks.Take(@case);
        if (GateKeyDocument.RecipientsOf(message.Keys, GateScope.Of(@case), statement.World.Bodies.Directory) is not { } holders)
            return GateRefusal.KeysRefused;
        var moved = new List<CustodyHeader>();
        foreach (var asked in message.Custody)
        {
            if (!Compartment.OfCustody.Contains(asked.Compartment))
                return GateRefusal.StatementOther;
            var name = HeldName.Custody(@case, asked.Part, asked.Compartment);
            if (headers.Move(message.Week, @case, holders, name, asked.Held, out byte[]? held) is { } refusal)
                return refusal;
            moved.Add(asked with { Held = held! });
        }

        answer = new GateTaken(moved);
        return null;
    }
}
