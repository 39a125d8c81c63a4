using System.Text.Json.Serialization;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Parts;

namespace SecureIntake.Cli.Submitting;

/// <summary>What a person tells: <c>account.json</c> without what sealing adds (FORMAT.md §2).</summary>
internal sealed record AccountAnswers(
    string Language, string Mode, Subject Subject, IReadOnlyList<ToldEvent> Events, string Narrative, IReadOnlyList<Knowledge> Knowledge,
    Consent Consent, int V = 1, IReadOnlyDictionary<string, UnsaidReason>? Unsaid = null);

/// <summary>The missing person.</summary>
internal sealed record Subject(
    IReadOnlyList<PersonName> Names, string? Sex = null, ToldDate? Birth = null, string? Birthplace = null, string? Residence = null,
    string? Ethnicity = null, string? Citizenship = null, string? Profession = null, IReadOnlyList<PersonId>? Ids = null);

internal sealed record PersonName(string Text, string Script, string Kind);

internal sealed record PersonId(string Kind, string Value);

internal sealed record ToldEvent(
    string Type, ToldDate? From = null, ToldDate? To = null, string? Place = null, string? Authority = null, string? OfficialReason = null,
    string? SuspectedReason = null, string? Ongoing = null);

internal sealed record Knowledge(string How, string? Detail = null, ToldDate? When = null);

/// <summary>A date keeps the precision it was told with.</summary>
internal sealed record ToldDate(string Date, Precision Precision);

[JsonConverter(typeof(WordConverter<Precision>))]
internal enum Precision { Day, Month, Year, Age, Text }

[JsonConverter(typeof(WordConverter<UnsaidReason>))]
internal enum UnsaidReason { Unknown, Withheld }

/// <summary>What the person allows, per use: <c>no</c>, <c>yes</c>, <c>ask</c> or <c>after:DAY</c>.</summary>
internal sealed record Consent(int Version, string Language, string Mode, IReadOnlyDictionary<string, string> Uses)
{
    /// <summary>The uses that are asked about. What was not answered is <c>no</c>.</summary>
    public static readonly IReadOnlyList<string> AllUses = ["keep", "verify", "ngo", "un", "un-government", "courts", "press"];
}

/// <summary>The whole <c>account.json</c>.</summary>
internal sealed record Account(
    int V, string Language, string Mode, Subject Subject, IReadOnlyList<ToldEvent> Events, string Narrative, IReadOnlyList<Knowledge> Knowledge,
    Consent Consent, IReadOnlyDictionary<string, UnsaidReason> Unsaid, IReadOnlyList<Mark> Marks, IReadOnlyList<PartReference> Parts, ShareReference Shares);

/// <summary>A span of the account that repeats a value of the source part; never the value. In UTF-16 code units.</summary>
internal sealed record Mark(string Field, int Offset, int Length, MarkClass Class);

[JsonConverter(typeof(WordConverter<MarkClass>))]
internal enum MarkClass { Name, Contact, Place, Other }

/// <summary>How the account names another part.</summary>
internal sealed record PartReference(OpaqueId Part, Compartment Compartment, Bytes32 Payload, Bytes32 Commitment);

internal sealed record ShareReference(int K, IReadOnlyList<NumberedCommitment> Commitments);

internal sealed record NumberedCommitment(int Number, Bytes32 Commitment);
