using System.Text;
using SecureIntake.Audit.Log;

namespace SecureIntake.Portal.Log;

/// <summary>That an entry stands in the log: what a browser needs to check it. Made of a state of the log, and of nothing else.</summary>
internal sealed class Logged
{
    private Logged(ReadOnlySpan<byte> entry, LogProof proof)
    {
        Index = proof.Index;
        Entry = Encoding.UTF8.GetString(entry);
        Proof = [.. proof.Path.Select(hash => hash.ToString())];
        Checkpoint = Encoding.UTF8.GetString(proof.Note.Span);
    }

    /// <summary>Shows that an entry stands in a state of the log.</summary>
    public static Logged In(LogTree tree, long index) => new(tree.ReadEntry(index).Span, tree.Prove(index));

    /// <summary>Its position.</summary>
    public long Index { get; }

    /// <summary>The canonical JSON, as it stands there.</summary>
    public string Entry { get; }

    /// <summary>The inclusion path, leaf side first, base64.</summary>
    public IReadOnlyList<string> Proof { get; }

    /// <summary>The signed checkpoint.</summary>
    public string Checkpoint { get; }
}
