using System.Text.Json.Nodes;

namespace SecureIntake.Audit.Events;

/// <summary>
/// A lead asks for who the source of a case is. Nothing is given for it: the waiting time begins when the gate is shown this entry, and afterwards k custodians
/// decide, each on a machine of their own.
/// </summary>
/// <param name="Stamp">The common members.</param>
/// <param name="Purpose">Why: to reach the source, to protect someone, or for a court.</param>
/// <param name="Case">The case.</param>
/// <param name="Part">Its source part: what custodians give shares of, whatever a file around this entry says.</param>
public sealed record CustodyRequested(Stamp Stamp, Purpose Purpose, LogId Case, LogId Part) : SignedAct(Stamp)
{
    /// <summary>How long a request counts, from when it was signed: at the gate, at the portal and for custodians.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    /// <summary>When it ends.</summary>
    public DateTimeOffset Ends => Stamp.At + Lifetime;

    /// <inheritdoc/>
    public override string Type => "custody/v1";

    /// <inheritdoc/>
    public override Purpose? Reason => Purpose;

    internal override Signer Signer => Signer.Lead;

    internal static CustodyRequested Read(Members members)
    {
        var purpose = members.OneOf<Purpose>("purpose");
        members.Require(purpose is Purpose.Contact or Purpose.Protect or Purpose.Court);
        return new(Stamp.Read(members), purpose, members.Id("case"), members.Id("part"));
    }

    private protected override void WriteOwn(JsonObject members)
    {
        members["case"] = Case.ToString();
        members["part"] = Part.ToString();
    }
}

/// <summary>A member other than who asked says that a source should not be opened now. It adds to the waiting time.</summary>
/// <param name="Stamp">The common members.</param>
/// <param name="Case">The case, so that whoever reads what was done in it finds this.</param>
/// <param name="Request">The request's leaf hash (RFC 6962 §2.1).</param>
public sealed record CustodyVetoed(Stamp Stamp, LogId Case, Bytes32 Request) : SignedAct(Stamp)
{
    /// <inheritdoc/>
    public override string Type => "veto/v1";

    /// <inheritdoc/>
    public override Purpose? Reason => Purpose.Custody;

    internal override Signer Signer => Signer.Member;

    internal static CustodyVetoed Read(Members members)
    {
        members.Fixed("purpose", Words.Of(Purpose.Custody));
        return new(Stamp.Read(members), members.Id("case"), members.Bytes32("leaf"));
    }

    private protected override void WriteOwn(JsonObject members)
    {
        members["case"] = Case.ToString();
        members["leaf"] = Request.ToString();
    }
}
