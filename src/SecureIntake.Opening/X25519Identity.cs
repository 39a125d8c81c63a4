using System.Security.Cryptography;
using Org.BouncyCastle.Math.EC.Rfc7748;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Age;

namespace SecureIntake.Opening;

/// <summary>The secret half of an <see cref="X25519Recipient"/>: a 32-byte scalar.</summary>
public sealed class X25519Identity : Identity
{
    private readonly Secret32 _scalar;

    /// <summary>The identity of this scalar; the caller clears its own copy.</summary>
    public X25519Identity(ReadOnlySpan<byte> scalar) : this(new Secret32(scalar)) { }

    private X25519Identity(Secret32 scalar)
    {
        _scalar = scalar;
        Span<byte> recipient = stackalloc byte[X25519Recipient.Size];
        X25519.ScalarMultBase(scalar.Bytes, recipient);
        Recipient = X25519Recipient.TryFromBytes(recipient, out var parsed)
            ? parsed
            : throw new CryptographicException("A scalar gave no recipient.");
    }

    /// <summary>Draws a new identity: 32 bytes.</summary>
    public static X25519Identity Create(RandomSource random) => new(Secret32.Create(random));

    public override X25519Recipient Recipient { get; }

    public override void Dispose() => _scalar.Dispose();

    /// <summary>The scalar, for a key file.</summary>
    internal ReadOnlySpan<byte> Scalar => _scalar.Bytes;

    private protected override string StanzaType => X25519Recipient.StanzaType;

    private protected override OpenFailure TryStanza(Stanza stanza, out FileKey? fileKey)
    {
        fileKey = null;
        if (!X25519Recipient.TryReadStanza(stanza, out var share)) return OpenFailure.HeaderMalformed;
        Span<byte> secret = stackalloc byte[X25519Recipient.Size];
        Span<byte> key = stackalloc byte[KeyWrap.KeySize];
        try
        {
            // All zeros: a share of low order. It says nothing about who may open, so it is a fault of the header, not "no match".
            if (!X25519.CalculateAgreement(_scalar.Bytes, share, secret)) return OpenFailure.HeaderMalformed;
            X25519Recipient.DeriveWrapKey(secret, share, Recipient.Bytes, key);
            return KeyWrap.TryUnwrap(key, KeyWrap.OnceNonce, stanza.Body.Span, out fileKey) ? OpenFailure.None : OpenFailure.NotARecipient;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
            CryptographicOperations.ZeroMemory(key);
        }
    }
}
