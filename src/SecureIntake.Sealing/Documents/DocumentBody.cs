using System.Text.Json.Serialization.Metadata;

namespace SecureIntake.Sealing.Documents;

/// <summary>The body of one kind of signed document (FORMAT.md §4).</summary>
public interface IDocumentBody<TSelf> where TSelf : class, IDocumentBody<TSelf>
{
    /// <summary>The kind, which is signed with the body: one kind's signature is never another's.</summary>
    static abstract string Kind { get; }

    /// <summary>How it is written.</summary>
    static abstract JsonTypeInfo<TSelf> Json { get; }

    /// <summary>The rules that the shape alone does not carry: version, distinct entries, order of dates.</summary>
    bool IsSound { get; }
}
