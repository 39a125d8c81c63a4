using System.Text.Json.Nodes;

namespace SecureIntake.Audit.Events;

/// <summary>A member asks for headers of a case: to read, to check, or to re-address them. Only an entry in the log lets them have any.</summary>
/// <param name="Stamp">The common members.</param>
/// <param name="Purpose">Why.</param>
/// <param name="Case">The case.</param>
/// <param name="Parts">The parts whose headers are asked for.</param>
/// <param name="Recipient">SHA-256 of the one-time key to which the gate seals them.</param>
public sealed record PartsOpened(Stamp Stamp, Purpose Purpose, LogId Case, IReadOnlyList<LogId> Parts, Bytes32 Recipient) : SignedAct(Stamp)
{
    /// <inheritdoc/>
    public override string Type => "open/v1";

    /// <inheritdoc/>
    public override Purpose? Reason => Purpose;

    internal override Signer Signer => Signer.Member;

    internal static PartsOpened Read(Members members)
    {
        var purpose = members.OneOf<Purpose>("purpose");
        members.Require(purpose is Purpose.Triage or Purpose.Read or Purpose.Verify or Purpose.Examine or Purpose.Custody);
        return new(Stamp.Read(members), purpose, members.Id("case"), members.Ids("parts"), members.Bytes32("recipient"));
    }

    private protected override void WriteOwn(JsonObject members)
    {
        members["case"] = Case.ToString();
        members["parts"] = List(Parts);
        members["recipient"] = Recipient.ToString();
    }
}

/// <summary>A lead takes a case off the desk: its parts are re-addressed to the lead and a deputy.</summary>
public sealed record CaseTriaged(Stamp Stamp, LogId Case, LogId Deputy, IReadOnlyList<Bytes32> Grants) : SignedAct(Stamp)
{
    /// <inheritdoc/>
    public override string Type => "triage/v1";

    /// <inheritdoc/>
    public override Purpose? Reason => Purpose.Triage;

    internal override Signer Signer => Signer.Lead;

    internal static CaseTriaged Read(Members members)
    {
        members.Fixed("purpose", Words.Of(Purpose.Triage));
        return new(Stamp.Read(members), members.Id("case"), members.Id("deputy"), members.Digests("grants"));
    }

    private protected override void WriteOwn(JsonObject members)
    {
        members["case"] = Case.ToString();
        members["deputy"] = Deputy.ToString();
        members["grants"] = List(Grants);
    }
}

/// <summary>A lead gives parts of a case to a verifier.</summary>
public sealed record CaseAssigned(Stamp Stamp, LogId Case, LogId Member, IReadOnlyList<Bytes32> Grants) : SignedAct(Stamp)
{
    /// <inheritdoc/>
    public override string Type => "assign/v1";

    /// <inheritdoc/>
    public override Purpose? Reason => Purpose.Verify;

    internal override Signer Signer => Signer.Lead;

    internal static CaseAssigned Read(Members members)
    {
        members.Fixed("purpose", Words.Of(Purpose.Verify));
        return new(Stamp.Read(members), members.Id("case"), members.Id("member"), members.Digests("grants"));
    }

    private protected override void WriteOwn(JsonObject members)
    {
        members["case"] = Case.ToString();
        members["member"] = Member.ToString();
        members["grants"] = List(Grants);
    }
}

/// <summary>A member typed what a machine cannot read and sealed it as a part.</summary>
public sealed record PartKeyed(Stamp Stamp, LogId Case, LogId Part, IReadOnlyList<Bytes32> Grants) : SignedAct(Stamp)
{
    /// <inheritdoc/>
    public override string Type => "keyed/v1";

    /// <inheritdoc/>
    public override Purpose? Reason => Purpose.Verify;

    internal override Signer Signer => Signer.Member;

    internal static PartKeyed Read(Members members)
    {
        members.Fixed("purpose", Words.Of(Purpose.Verify));
        return new(Stamp.Read(members), members.Id("case"), members.Id("part"), members.Digests("grants"));
    }

    private protected override void WriteOwn(JsonObject members)
    {
        members["case"] = Case.ToString();
        members["part"] = Part.ToString();
        members["grants"] = List(Grants);
    }
}

/// <summary>A lead leases originals to a bench for one stage.</summary>
/// <param name="Stamp">The common members.</param>
/// <param name="Case">The case.</param>
/// <param name="Stage">The stage's name, <c>examine</c>.</param>
/// <param name="Run">The run of the bench.</param>
/// <param name="Lease">Body digest of the signed lease.</param>
/// <param name="Grants">Body digests of the grants in it.</param>
public sealed record PartsLeased(Stamp Stamp, LogId Case, string Stage, LogId Run, Bytes32 Lease, IReadOnlyList<Bytes32> Grants) : SignedAct(Stamp)
{
    /// <inheritdoc/>
    public override string Type => "lease/v1";

    /// <inheritdoc/>
    public override Purpose? Reason => Purpose.Examine;

    internal override Signer Signer => Signer.Lead;

    internal static PartsLeased Read(Members members)
    {
        members.Fixed("purpose", Words.Of(Purpose.Examine));
        return new(Stamp.Read(members), members.Id("case"), members.Word("stage"), members.Id("run"), members.Bytes32("lease"), members.Digests("grants"));
    }

    private protected override void WriteOwn(JsonObject members)
    {
        members["case"] = Case.ToString();
        members["stage"] = Stage;
        members["run"] = Run.ToString();
        members["lease"] = Lease.ToString();
        members["grants"] = List(Grants);
    }
}
