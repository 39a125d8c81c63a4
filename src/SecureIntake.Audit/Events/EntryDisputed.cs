using System.Text.Json.Nodes;

namespace SecureIntake.Audit.Events;

/// <summary>A member says that an entry which names them is not their doing, or not true. The entry stays; so does this.</summary>
/// <param name="Stamp">The common members.</param>
/// <param name="Leaf">The entry's leaf hash (RFC 6962 §2.1), by which anyone finds it in the tiles.</param>
public sealed record EntryDisputed(Stamp Stamp, Bytes32 Leaf) : SignedAct(Stamp)
{
    /// <inheritdoc/>
    public override string Type => "dispute/v1";

    /// <inheritdoc/>
    public override Purpose? Reason => Purpose.Dispute;

    internal override Signer Signer => Signer.Member;

    internal static EntryDisputed Read(Members members)
    {
        members.Fixed("purpose", Words.Of(Purpose.Dispute));
        return new(Stamp.Read(members), members.Bytes32("leaf"));
    }

    private protected override void WriteOwn(JsonObject members) => members["leaf"] = Leaf.ToString();
}
