using System.Text.Json.Nodes;

namespace SecureIntake.Audit.Events;

/// <summary>
/// A member closes something at once, and nothing is destroyed. It takes two to open it again (<see cref="LiftSigned"/>). The roster says who is a member; which
/// of them lead or administer, the directory says, so the portal and the gate look at the role.
/// </summary>
public abstract record Closing(Stamp Stamp) : SignedAct(Stamp)
{
    /// <summary>Whom it closes everything to; null when to everyone.</summary>
    public abstract Listed? Only { get; }

    /// <inheritdoc/>
    public sealed override Purpose? Reason => Purpose.Lockdown;

    internal sealed override Signer Signer => Signer.Member;
}

/// <summary>A lead or an administrator closes everything: from then on no gate gives a header.</summary>
public sealed record LockdownDeclared(Stamp Stamp) : Closing(Stamp)
{
    /// <inheritdoc/>
    public override string Type => "lockdown/v1";

    /// <inheritdoc/>
    public override Listed? Only => null;

    internal static LockdownDeclared Read(Members members)
    {
        members.Fixed("purpose", Words.Of(Purpose.Lockdown));
        return new(Stamp.Read(members));
    }

    private protected override void WriteOwn(JsonObject members)
    {
    }
}

/// <summary>
/// A lead or an administrator locks one member out, or a member themselves: from then on no gate gives that member a header, and the log takes nothing that
/// their key signs. Another key that the root lists for them is not meant.
/// </summary>
/// <param name="Stamp">The common members.</param>
/// <param name="Member">Who is locked out.</param>
/// <param name="Key">The key by which the roster lists them.</param>
public sealed record MemberLockedOut(Stamp Stamp, LogId Member, Bytes32 Key) : Closing(Stamp)
{
    /// <inheritdoc/>
    public override string Type => "lockout/v1";

    /// <inheritdoc/>
    public override Listed? Only => new Listed(Member, Key);

    internal static MemberLockedOut Read(Members members)
    {
        members.Fixed("purpose", Words.Of(Purpose.Lockdown));
        return new(Stamp.Read(members), members.Id("member"), members.Bytes32("signer"));
    }

    private protected override void WriteOwn(JsonObject members)
    {
        members["member"] = Member.ToString();
        members["signer"] = Key.ToString();
    }
}

/// <summary>A member agrees that a lockdown, of all or of one member, ends. It ends when a lead has signed that, and a member who is none.</summary>
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
