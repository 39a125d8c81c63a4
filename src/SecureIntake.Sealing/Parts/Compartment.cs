using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using SecureIntake.Sealing.Documents;

namespace SecureIntake.Sealing.Parts;

/// <summary>What a part holds and so who may read it (FORMAT.md §2). A closed set.</summary>
[JsonConverter(typeof(CompartmentConverter))]
public class Compartment
{
    /// <summary>The record without the source, sealed to the desk key.</summary>
    public static readonly Compartment Account = new("account", "account.json");

    /// <summary>One document, photo or recording, sealed to the desk key.</summary>
    public static readonly Compartment Evidence = new("evidence", "evidence.json", others: "evidence");

    /// <summary>Where replies go, sealed to the desk key.</summary>
    public static readonly Compartment Mailbox = new("mailbox", "mailbox.json", fixedLength: Padding.Floor);

    /// <summary>Who speaks, sealed to a key that only k of n custodians can bring together.</summary>
    public static readonly SourceCompartment Source = new();

    /// <summary>One custodian's share of the source part's seed.</summary>
    public static readonly Compartment Share = new("share", "share.json", fixedLength: Padding.Floor);

    /// <summary>What staff keyed in from a document.</summary>
    public static readonly Compartment Keyed = new("keyed", "keyed.json", fixedLength: Padding.Floor);

    /// <summary>What the bench found.</summary>
    public static readonly Compartment Finding = new("finding", "finding.json");

    /// <summary>A safe copy: pixels only.</summary>
    public static readonly Compartment Copy = new("copy", "copy.json", others: "page");

    private protected Compartment(string name, string record, string? others = null, long? fixedLength = null) =>
        (Name, Record, Others, FixedLength) = (name, record, others, fixedLength);

    /// <summary>All compartments, in the order of FORMAT.md.</summary>
    public static IReadOnlyList<Compartment> All { get; } = [Account, Evidence, Mailbox, Source, Share, Keyed, Finding, Copy];

    /// <summary>What the source seals to the desk. Source and shares are no lead's: they are for custodians, by another way.</summary>
    public static IReadOnlyList<Compartment> OfTheDesk { get; } = [Account, Evidence, Mailbox];

    /// <summary>What the source seals for custodians.</summary>
    public static IReadOnlyList<Compartment> OfCustody { get; } = [Source, Share];

    /// <summary>The word in documents, paths and tables.</summary>
    public string Name { get; }

    /// <summary>Name of the first tar entry. It binds the compartment inside the sealed content, so an opened part cannot pass for another.</summary>
    public string Record { get; }

    /// <summary>Stem of the other entries' names, or null where there are none.</summary>
    internal string? Others { get; }

    /// <summary>The padded length where all parts of this compartment have one, in bytes.</summary>
    public long? FixedLength { get; }

    /// <summary>Reads the word.</summary>
    public static bool TryParse([NotNullWhen(true)] string? name, [NotNullWhen(true)] out Compartment? compartment)
    {
        compartment = All.FirstOrDefault(candidate => string.Equals(candidate.Name, name, StringComparison.Ordinal));
        return compartment is not null;
    }

    public override string ToString() => Name;
}

/// <summary>The compartment of who speaks. A type of its own, so that <see cref="PartSealer"/> can ask for its own kind of key.</summary>
public sealed class SourceCompartment : Compartment
{
    internal SourceCompartment() : base("source", "source.json", others: "paper", fixedLength: 256 * 1024) { }
}
