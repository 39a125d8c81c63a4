using SecureIntake.Audit.Events;
using SecureIntake.Gate.Custody;
using SecureIntake.Gate.Lockdowns;
using SecureIntake.Gate.Trust;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Gates;
using SecureIntake.Sealing.Parts;
using Role = SecureIntake.Sealing.Documents.Role;

namespace SecureIntake.Gate.Releases;

/// <summary>Gives a member the headers that their logged statement names: all that are asked for, or none.</summary>
internal sealed class OpeningRelease(
    Statements statements, HeldHeaders headers, Locks locks, Marks marks, CustodyRequests requests, TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    /// <summary>Checks everything, remembers that the statement was served, and gives.</summary>
    /// <returns>Why not; null when <paramref name="answer"/> holds the headers.</returns>
    public GateRefusal? Give(GateOpening message, out GateAnswer? answer)
    {
        answer = null;
        if (locks.Stand)
            return GateRefusal.Locked;
        if (!statements.TryVerify<PartsOpened>(message.Entry, message.Proof, out var statement, out var why))
            return why;
        if (locks.LockOut(statement.By))
            return GateRefusal.LockedOut;
        var now = time.GetUtcNow();
        if ((now - statement.Act.Stamp.At).Duration() > Window)
            return GateRefusal.StatementTime;
        if (!statement.Act.Recipient.ToArray().AsSpan().SequenceEqual(message.Recipient.Digest) || !OpaqueId.TryParse(statement.Act.Case.ToString(), out var @case))
            return GateRefusal.StatementOther;
        if (Admit(statement, @case, message, now) is { } unfit)
            return unfit;

        var given = new List<GivenHeader>();
        var granted = new List<GrantDocument>();
        foreach (var asked in message.Desk)
        {
            if (Desk(asked, statement, @case, message, out var header) is { } refusal)
                return refusal;
            given.Add(header!);
        }

        foreach (var asked in message.Granted)
        {
            if (Granted(asked, statement, @case, message, now, out var grant, out var header) is { } refusal)
                return refusal;
            given.Add(header!);
            granted.Add(grant!);
        }

        foreach (var asked in message.Custody)
        {
            if (Custody(asked, @case, message, out var header) is { } refusal)
                return refusal;
            given.Add(header!);
        }

        var named = statement.Act.Parts.Select(part => part.ToString()).ToHashSet(StringComparer.Ordinal);
        if (given.Count == 0 || given.DistinctBy(header => header.Part).Count() < given.Count || !given.All(header => named.Contains(header.Part.ToString())))
            return GateRefusal.StatementOther;
        // From here on the case has readers of its own.
        if (granted.Any(grant => grant.Purpose == GrantPurpose.Triage))
            marks.Take(@case);
        if (!marks.TryServe(statement.Digest, statement.Act.Stamp.At))
            return GateRefusal.StatementServed;
        answer = new GateAnswer(given);
        return null;
    }

    /// <summary>What custodians hold is given for one purpose, with nothing else beside it, and to a lead whose request for it has waited.</summary>
    private GateRefusal? Admit(Statement<PartsOpened> statement, OpaqueId @case, GateOpening message, DateTimeOffset now)
    {
        if (statement.Act.Purpose != Purpose.Custody)
            return message.Custody.Count == 0 ? null : GateRefusal.StatementOther;
        if (message.Custody.Count == 0 || message.Desk.Count > 0 || message.Granted.Count > 0 || !Sides.IsLead(statement.By))
            return GateRefusal.StatementOther;
        var sources = message.Custody.Where(asked => asked.Compartment == Compartment.Source).Select(asked => asked.Part).Distinct().ToList();
        return sources.Count > 1 ? GateRefusal.StatementOther : requests.WhyNot(@case, sources.Count == 0 ? null : sources[0], statement.By.Id, now);
    }

    private GateRefusal? Desk(DeskHeader asked, Statement<PartsOpened> statement, OpaqueId @case, GateOpening message, out GivenHeader? given)
    {
        given = null;
        if (!statement.By.Roles.Contains(Role.Lead) || statement.Act.Purpose != Purpose.Triage
            || !Compartment.OfTheDesk.Contains(asked.Compartment) || marks.IsTaken(@case))
            return GateRefusal.DeskClosed;
        // On the desk the week's key holds it; a case that was shredded by itself is gone all the same.
        if (headers.IsShredded(GateScope.Of(@case)))
            return GateRefusal.KeyShredded;
        return headers.Give(
            asked.Part, GateScope.Of(asked.Week), HeldName.Desk(@case, asked.Part, asked.Compartment), asked.Held, message.Recipient, out given);
    }

    private GateRefusal? Granted(
        GrantedHeader asked, Statement<PartsOpened> statement, OpaqueId @case, GateOpening message, DateTimeOffset now,
        out GrantDocument? grant, out GivenHeader? given)
    {
        given = null;
        var by = statement.By;
        if (!asked.Grant.TryRead(out grant) || grant.Case != @case
            || grant.Grantee != by.Id || !grant.Recipient.Span.SequenceEqual(by.Recipient.Digest)
            || Granter(grant, statement) is not { } granter || !asked.Grant.IsSignedBy(granter))
            return GateRefusal.GrantRefused;
        if (grant.Expires <= now)
            return GateRefusal.GrantEnded;
        return headers.Give(grant.Part, GateScope.Of(@case), HeldName.Grant(asked.Grant.BodyDigest), asked.Held, message.Recipient, out given);
    }

    private GateRefusal? Custody(CustodyHeader asked, OpaqueId @case, GateOpening message, out GivenHeader? given)
    {
        given = null;
        // By no other key than the case's: of a case on the desk nobody may ask yet.
        return Compartment.OfCustody.Contains(asked.Compartment)
            ? headers.Give(
                asked.Part, GateScope.Of(@case), HeldName.Custody(@case, asked.Part, asked.Compartment), asked.Held, message.Recipient, out given)
            : GateRefusal.StatementOther;
    }

    /// <summary>The key of who may give for this purpose: a lead takes a case, a member gives what they read or typed, a bench gives what it found.</summary>
    private static Signer? Granter(GrantDocument grant, Statement<PartsOpened> statement) => grant.Purpose switch
    {
        GrantPurpose.Triage => statement.World.Find(grant.By) is { } lead && lead.Roles.Contains(Role.Lead) ? lead.Signer : null,
        GrantPurpose.Verify => statement.World.Find(grant.By)?.Signer,
        GrantPurpose.Result => statement.World.SignerOfBench(grant.By),
        GrantPurpose.Examine => null,
        _ => null,
    };
}
