using System.Collections.Frozen;

namespace SecureIntake.Audit.Events;

/// <summary>The closed set of acts: the table of FORMAT.md.</summary>
public static class ActTable
{
    private static readonly FrozenDictionary<string, Func<Members, Act>> Readers = new Dictionary<string, Func<Members, Act>>(StringComparer.Ordinal)
    {
        ["policy/v1"] = DocumentPublished.Read("policy/v1"),
        ["roster/v1"] = DocumentPublished.Read("roster/v1"),
        ["desk/v1"] = DocumentPublished.Read("desk/v1"),
        ["invite/v1"] = MemberInvited.Read,
        ["enrol/v1"] = MemberEnrolled.Read,
        ["receipt/v1"] = SubmissionReceived.Read,
        ["bench/v1"] = BenchStarted.Read,
        ["open/v1"] = PartsOpened.Read,
        ["triage/v1"] = CaseTriaged.Read,
        ["assign/v1"] = CaseAssigned.Read,
        ["keyed/v1"] = PartKeyed.Read,
        ["lease/v1"] = PartsLeased.Read,
        ["stage/v1"] = StageFinished.Read,
        ["dispute/v1"] = EntryDisputed.Read,
        ["lockdown/v1"] = LockdownDeclared.Read,
        ["lockout/v1"] = MemberLockedOut.Read,
        ["lift/v1"] = LiftSigned.Read,
        ["custody/v1"] = CustodyRequested.Read,
        ["veto/v1"] = CustodyVetoed.Read,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Every type there is.</summary>
    public static IEnumerable<string> Types => Readers.Keys.Order(StringComparer.Ordinal);

    /// <summary>Reads an act; <c>null</c>, and the members are spoilt, when its type is unknown.</summary>
    internal static Act? Read(Members members)
    {
        var known = Readers.TryGetValue(members.Text("type", 32), out var read);
        members.Require(known);
        return known ? read!(members) : null;
    }
}
