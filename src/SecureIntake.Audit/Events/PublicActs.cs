using System.Globalization;
using System.Text.Json.Nodes;

namespace SecureIntake.Audit.Events;

/// <summary>A document enters the log: the policy, the roster or a desk line. Its own signatures speak for it.</summary>
public sealed record DocumentPublished : Act
{
    /// <summary>The kinds of documents that the log carries.</summary>
    public static readonly IReadOnlyList<string> Kinds = ["policy/v1", "roster/v1", "desk/v1"];

    /// <summary>Wraps a document of one of these kinds.</summary>
    public DocumentPublished(SignedDocument document) =>
        Document = Kinds.Contains(document.Kind, StringComparer.Ordinal) ? document : throw new ArgumentException("the log does not carry this kind", nameof(document));

    /// <summary>The document.</summary>
    public SignedDocument Document { get; }

    /// <inheritdoc/>
    public override string Type => Document.Kind;

    internal static Func<Members, DocumentPublished> Read(string kind) => members =>
        new DocumentPublished(members.Object("document", document => SignedDocument.Read(document, kind)));

    internal override void Write(JsonObject members) => members["document"] = Document.ToJson();
}

/// <summary>Somebody was invited to become a member.</summary>
/// <param name="Member">The id that the member will have.</param>
/// <param name="Roles">Distinct, in alphabetical order.</param>
/// <param name="Inviter">The member who invited; <c>null</c> for the operator of the machine.</param>
public sealed record MemberInvited(LogId Member, IReadOnlyList<Role> Roles, LogId? Inviter) : Act
{
    private const string Operator = "operator";

    /// <inheritdoc/>
    public override string Type => "invite/v1";

    internal static MemberInvited Read(Members members)
    {
        var roles = members.Items("roles", 1, item => item.OneOf<Role>(""));
        members.Require(roles.Zip(roles.Skip(1)).All(pair => pair.First < pair.Second));
        return new MemberInvited(members.Id("member"), roles, members.IdOr("inviter", Operator));
    }

    internal override void Write(JsonObject members)
    {
        members["member"] = Member.ToString();
        members["roles"] = List(Roles.Select(Words.Of));
        members["inviter"] = Inviter?.ToString() ?? Operator;
    }
}

/// <summary>A member's key exists. It counts from the roster that lists it, not from here.</summary>
public sealed record MemberEnrolled(LogId Member, Bytes32 Signer) : Act
{
    /// <inheritdoc/>
    public override string Type => "enrol/v1";

    internal static MemberEnrolled Read(Members members) => new(members.Id("member"), members.Bytes32("signer"));

    internal override void Write(JsonObject members)
    {
        members["member"] = Member.ToString();
        members["signer"] = Signer.ToString();
    }
}

/// <summary>A submission entered, or a filler that looks the same.</summary>
/// <param name="Day">The day of its batch.</param>
/// <param name="Tag">From the receipt code: its holder finds the entry, nobody else does.</param>
/// <param name="Digest">SHA-256(salt ‖ manifest): makes a later removal evident.</param>
public sealed record SubmissionReceived(DateOnly Day, Bytes32 Tag, Bytes32 Digest) : Act
{
    /// <inheritdoc/>
    public override string Type => "receipt/v1";

    internal static SubmissionReceived Read(Members members) => new(members.Day("day"), members.Bytes32("tag"), members.Bytes32("digest"));

    internal override void Write(JsonObject members)
    {
        members["day"] = Day.ToString(Members.DayFormat, CultureInfo.InvariantCulture);
        members["tag"] = Tag.ToString();
        members["digest"] = Digest.ToString();
    }
}
