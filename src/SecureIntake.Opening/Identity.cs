using System.Diagnostics.CodeAnalysis;
using SecureIntake.Sealing.Age;

namespace SecureIntake.Opening;

/// <summary>What opens a file: the secret half of a <see cref="Recipient"/>. It dies with <see cref="Dispose"/> and prints nothing. A closed set.</summary>
public abstract class Identity : IDisposable
{
    private protected Identity() { }

    /// <summary>What a file must be sealed to for this identity to open it.</summary>
    public abstract Recipient Recipient { get; }

    /// <summary>Unwraps the file key of a header and checks the header's MAC with it.</summary>
    public bool TryUnwrap(Header header, [NotNullWhen(true)] out FileKey? fileKey, out OpenFailure why)
    {
        why = Unwrap(header, out fileKey);
        return why == OpenFailure.None;
    }

    public sealed override string ToString() => GetType().Name;

    public abstract void Dispose();

    /// <summary>The stanza type that this identity looks at.</summary>
    private protected abstract string StanzaType { get; }

    /// <summary>Tries one stanza of <see cref="StanzaType"/>. <see cref="OpenFailure.NotARecipient"/> lets the search go on; every other failure
    /// ends it, whatever opened before.</summary>
    private protected abstract OpenFailure TryStanza(Stanza stanza, out FileKey? fileKey);

    private OpenFailure Unwrap(Header header, out FileKey? fileKey)
    {
        fileKey = null;
        // Whoever opens with a passphrase trusts that somebody who knows it wrote the file; another stanza would let others write it.
        if (header.Stanzas.Count > 1 && header.Stanzas.Any(stanza => stanza.Type == ScryptRecipient.StanzaType)) return OpenFailure.HeaderMalformed;
        FileKey? found = null;
        foreach (var stanza in header.Stanzas)
        {
            if (stanza.Type != StanzaType) continue;
            // All of the type are tried, also after one that opened: a malformed one is a fault of the header wherever it stands.
            var failure = TryStanza(stanza, out var key);
            if (failure is not (OpenFailure.None or OpenFailure.NotARecipient))
            {
                found?.Dispose();
                return failure;
            }
            if (found is null) found = key;
            else key?.Dispose();
        }
        if (found is null) return OpenFailure.NotARecipient;
        if (header.IsAuthenticatedBy(found))
        {
            fileKey = found;
            return OpenFailure.None;
        }
        found.Dispose();
        return OpenFailure.HeaderMacMismatch;
    }
}
