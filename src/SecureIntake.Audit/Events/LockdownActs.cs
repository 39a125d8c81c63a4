using System.Text.Json.Nodes;

namespace SecureIntake.Audit.Events;

/// <summary>
/// A lead or an administrator closes everything: from then on no gate gives a header. Nothing is destroyed. The roster says who is a member; which of
/// them administer, the directory says, so the portal and the gate look at the role.
/// </summary>
public sealed record LockdownDeclared(Stamp Stamp) : SignedAct(Stamp)
{
    /// <inheritdoc/>
    public override string Type => "lockdown/v1";

    /// <inheritdoc/>
    public override Purpose? Reason => Purpose.Lockdown;

    internal override Signer Signer => Signer.Member;

    internal static LockdownDeclared Read(Members members)
    {
        members.Fixed("purpose", Words.Of(Purpose.Lockdown));
        return new(Stamp.Read(members));
    }

    private protected override void WriteOwn(JsonObject members)
    {
    }
}

/// <summary>A member agrees that a lockdown ends. It ends when a lead has signed that, and a member who is none.</summary>
/// <param name="Stamp">The common members.</param>
/// <param name="Lockdown">The lockdown's leaf hash (RFC 6962 §2.1).</param>
public sealed record LiftSigned(Stamp Stamp, Bytes32 Lockdown) : SignedAct(Stamp)
{
    /// <inheritdoc/>
    public override string Type => "lift/v1";

    /// <inheritdoc/>
    public override Purpose? Reason => Purpose.Lockdown;

    internal override Signer Signer => Signer.Member;

    internal static LiftSigned Read(Members members)
    {
        members.Fixed("purpose", Words.Of(Purpose.Lockdown));
        return new(Stamp.Read(members), members.Bytes32("leaf"));
    }

    private protected override void WriteOwn(JsonObject members) => members["leaf"] = Lockdown.ToString();
}
