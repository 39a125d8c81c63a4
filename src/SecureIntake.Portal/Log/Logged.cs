using System.Text;
using SecureIntake.Audit.Log;

namespace SecureIntake.Portal.Log;

/// <summary>That an entry stands in the log: what a browser needs to check it. Only the <see cref="Sequencer"/> makes one.</summary>
internal sealed class Logged
{
    internal Logged(ReadOnlySpan<byte> entry, LogProof proof)
    {
        Index = proof.Index;
        Entry = Encoding.UTF8.GetString(entry);
        Proof = [.. proof.Path.Select(hash => hash.ToString())];
        Checkpoint = Encoding.UTF8.GetString(proof.Note.Span);
    }

    /// <summary>Its position.</summary>
    public long Index { get; }

    /// <summary>The canonical JSON, as it stands there.</summary>
    public string Entry { get; }

    /// <summary>The inclusion path, leaf side first, base64.</summary>
    public IReadOnlyList<string> Proof { get; }

    /// <summary>The signed checkpoint.</summary>
    public string Checkpoint { get; }
}
