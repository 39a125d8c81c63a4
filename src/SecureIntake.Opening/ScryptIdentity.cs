using System.Security.Cryptography;
using SecureIntake.Sealing.Age;

namespace SecureIntake.Opening;

/// <summary>Somebody who knows a passphrase.</summary>
public sealed class ScryptIdentity : Identity
{
    private readonly Passphrase _passphrase;
    private readonly int _maxWorkFactor;

    /// <summary>An identity that takes <paramref name="passphrase"/> over and disposes it.</summary>
    /// <param name="passphrase">The passphrase.</param>
    /// <param name="maxWorkFactor">The largest log2 of scrypt's N to work for: the file's writer chose it, so it is judged before any work.</param>
    public ScryptIdentity(Passphrase passphrase, int maxWorkFactor = ScryptRecipient.MaxWorkFactor)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxWorkFactor, ScryptRecipient.MaxWorkFactor);
        (_passphrase, _maxWorkFactor) = (passphrase, maxWorkFactor);
        Recipient = new ScryptRecipient(passphrase);
    }

    public override ScryptRecipient Recipient { get; }

    public override void Dispose() => _passphrase.Dispose();

    private protected override string StanzaType => ScryptRecipient.StanzaType;

    private protected override OpenFailure TryStanza(Stanza stanza, out FileKey? fileKey)
    {
        fileKey = null;
        if (!ScryptRecipient.TryReadStanza(stanza, out var salt, out var workFactor)) return OpenFailure.HeaderMalformed;
        if (workFactor > _maxWorkFactor) return OpenFailure.WorkFactorTooHigh;
        var key = _passphrase.Stretch(salt, workFactor);
        try
        {
            return KeyWrap.TryUnwrap(key, KeyWrap.OnceNonce, stanza.Body.Span, out fileKey) ? OpenFailure.None : OpenFailure.NotARecipient;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }
}
