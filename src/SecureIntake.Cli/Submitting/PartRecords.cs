using System.Text.Json.Serialization;
using SecureIntake.Sealing.Age;
using SecureIntake.Sealing.Documents;

namespace SecureIntake.Cli.Submitting;

/// <summary><c>evidence.json</c>.</summary>
internal sealed record Evidence(int V, string File, string Name, EvidenceKind Kind, string Type, long Size, Bytes32 Sha256, string Note);

[JsonConverter(typeof(WordConverter<EvidenceKind>))]
internal enum EvidenceKind { Document, Photo, Voice, Video, Other }

/// <summary><c>mailbox.json</c>.</summary>
internal sealed record Mailbox(int V, HybridRecipient Reply, Bytes32 AddressKey, Bytes32 FollowUpKey);

/// <summary>What a source says of itself: <c>source.json</c> without the list of papers.</summary>
internal sealed record SourceAnswers(
    bool Anonymous, string Name = "", string Contact = "", SafeContact? SafeContact = null, Relation Relation = Relation.Other, string Country = "",
    string Helper = "", int V = 1)
{
    /// <summary>Nobody in particular: the part is there all the same, and of the same length.</summary>
    public static readonly SourceAnswers Nobody = new(Anonymous: true);
}

internal sealed record SafeContact(string Channel = "", string Hours = "", string Question = "", string Never = "");

[JsonConverter(typeof(WordConverter<Relation>))]
internal enum Relation { Close, Distant, Acquaintance, FellowDetainee, Other }

/// <summary><c>source.json</c>.</summary>
internal sealed record Source(
    int V, bool Anonymous, string Name, string Contact, SafeContact SafeContact, Relation Relation, string Country, string Helper,
    IReadOnlyList<Paper> Papers);

internal sealed record Paper(string File, string Type);
