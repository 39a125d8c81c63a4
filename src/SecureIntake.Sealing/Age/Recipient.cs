using System.Diagnostics.CodeAnalysis;

namespace SecureIntake.Sealing.Age;

/// <summary>Somebody who may open a file: <c>age1pq1…</c> (<see cref="HybridRecipient"/>), <c>age1…</c> (<see cref="X25519Recipient"/>) or a
/// passphrase (<see cref="ScryptRecipient"/>). A closed set.</summary>
public abstract class Recipient
{
    private protected Recipient() { }

    /// <summary>What protects the file key; a file has one kind (<see cref="Recipients"/>).</summary>
    public abstract RecipientKind Kind { get; }

    /// <summary>Reads a recipient in its one spelling: <c>age1pq1…</c> or <c>age1…</c>, in lower case.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Recipient? recipient)
    {
        recipient = HybridRecipient.TryParse(text, out var hybrid) ? hybrid
            : X25519Recipient.TryParse(text, out var classic) ? classic
            : null;
        return recipient is not null;
    }

    /// <summary>Bytes of this recipient's stanza in a header.</summary>
    internal abstract int StanzaLength { get; }

    /// <summary>The file key, for this recipient alone.</summary>
    internal abstract Stanza Wrap(FileKey fileKey, RandomSource random);
}

/// <summary>What a recipient's protection rests on.</summary>
public enum RecipientKind
{
    /// <summary>ML-KEM-768 and X25519 together: secret while either of them holds.</summary>
    PostQuantum,

    /// <summary>X25519 alone: whoever keeps the file until a quantum computer exists can open it.</summary>
    Classic,

    /// <summary>A passphrase, stretched by scrypt.</summary>
    Passphrase,
}
