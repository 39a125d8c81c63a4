using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using SecureIntake.Sealing.Age;

namespace SecureIntake.Sealing.Documents;

/// <summary>Whose desk lines count, who keeps shares and which log is ours: what a source's client must know. Signed by the root.</summary>
/// <param name="V">1.</param>
/// <param name="Root">The keys that sign this.</param>
/// <param name="Log">The log's verifier key (signed-note vkey).</param>
/// <param name="Leads">Who may sign desk lines.</param>
/// <param name="DeskSignatures">How many of them must.</param>
/// <param name="Custodians">Who holds shares, numbered from 1.</param>
/// <param name="K">How many shares open a source part.</param>
/// <param name="Witnesses">Who must have cosigned the log: the normal form of a C2SP tlog-policy (Audit/FORMAT.md); <see cref="NoWitnesses"/> is legal. Here it is text of
/// bounded length; whoever goes by it reads it.</param>
/// <param name="Address">Where the intake is.</param>
/// <param name="Issued">First day it holds.</param>
/// <param name="Expires">Last day it holds, at most <see cref="MaxDays"/> later.</param>
public sealed record PolicyDocument(
    int V, Root Root, string Log, IReadOnlyList<MemberSigner> Leads, int DeskSignatures, IReadOnlyList<Custodian> Custodians, int K,
    string Witnesses, string Address, DateOnly Issued, DateOnly Expires) : IDocumentBody<PolicyDocument>
{
    /// <summary>The longest life of what the root signs, in days.</summary>
    public const int MaxDays = 90;

    /// <summary>The longest text about witnesses, in UTF-16 units.</summary>
    public const int MaxWitnesses = 8192;

    /// <summary>The text that asks for no witness.</summary>
    public const string NoWitnesses = "quorum none\n";

    public static string Kind => "policy/v1";
    public static JsonTypeInfo<PolicyDocument> Json => StrictJson.Types.PolicyDocument;

    bool IDocumentBody<PolicyDocument>.IsSound => V == 1 && Root.IsSound
        && Leads.Distinct(lead => lead.Member) && Leads.Distinct(lead => lead.Signer)
        && DeskSignatures >= 1 && DeskSignatures <= Leads.Count
        && Custodians.Count <= 255 && Custodians.Select((custodian, i) => custodian.Number == i + 1).All(inOrder => inOrder)
        && Custodians.Distinct(custodian => custodian.Recipient)
        && K >= 2 && K <= Custodians.Count
        && Witnesses.Length is > 0 and <= MaxWitnesses
        && Rules.IsLifetime(Issued, Expires);

    /// <summary>Whether it holds on this day.</summary>
    public bool HoldsOn(DateOnly day) => day >= Issued && day <= Expires;
}

/// <summary>A member and the key that signs for it.</summary>
public sealed record MemberSigner(OpaqueId Member, Signer Signer);

/// <summary>A holder of shares.</summary>
/// <param name="Number">From 1, as in the share commitments.</param>
/// <param name="Recipient">What its shares are sealed to.</param>
public sealed record Custodian(int Number, HybridRecipient Recipient)
{
    /// <summary>Reads <c>{ "number": 1, "recipient": "age1pq1…" }</c>.</summary>
    public static bool TryParse(ReadOnlySpan<byte> json, [NotNullWhen(true)] out Custodian? custodian)
    {
        custodian = StrictJson.Read(json, StrictJson.Types.Custodian);
        return custodian is not null;
    }

    /// <summary>The custodian as JSON.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, StrictJson.Types.Custodian);
}
