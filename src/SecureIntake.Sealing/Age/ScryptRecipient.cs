using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SecureIntake.Sealing.Age;

/// <summary>Whoever knows a passphrase.</summary>
/// <remarks>Parts are never sealed to one: people choose passphrases that can be guessed.</remarks>
public sealed class ScryptRecipient : Recipient
{
    /// <summary>log2 of scrypt's N as age writes it: about a second, 256 MiB.</summary>
    public const int DefaultWorkFactor = 18;

    /// <summary>The largest log2 of N: 1 GiB. Who writes a file chooses it, who opens it pays: 2^30 would take the reader's machine down.</summary>
    public const int MaxWorkFactor = 20;

    /// <summary>The type of its stanza.</summary>
    public const string StanzaType = "scrypt";
    private const int SaltSize = 16;

    private readonly Passphrase _passphrase;
    private readonly int _workFactor;

    /// <summary>A recipient that uses <paramref name="passphrase"/> while it lives.</summary>
    public ScryptRecipient(Passphrase passphrase, int workFactor = DefaultWorkFactor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workFactor, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(workFactor, MaxWorkFactor);
        (_passphrase, _workFactor) = (passphrase, workFactor);
    }

    public override RecipientKind Kind => RecipientKind.Passphrase;

    public override string ToString() => nameof(ScryptRecipient);

    internal override int StanzaLength => "-> scrypt ".Length + 22 + " 18\n".Length + 43 + 1;

    /// <summary><c>scrypt salt logN</c>. Draws 16 bytes, the salt.</summary>
    internal override Stanza Wrap(FileKey fileKey, RandomSource random)
    {
        Span<byte> salt = stackalloc byte[SaltSize];
        random(salt);
        var key = _passphrase.Stretch(salt, _workFactor);
        try
        {
            return new Stanza(
                StanzaType,
                [Encoding.ASCII.GetString(CanonicalBase64.EncodeUnpadded(salt)), _workFactor.ToString(CultureInfo.InvariantCulture)],
                KeyWrap.Wrap(key, KeyWrap.OnceNonce, fileKey));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>Salt and log2 of N of a scrypt stanza; false when the stanza is not well formed. N is not judged here.</summary>
    internal static bool TryReadStanza(Stanza stanza, [NotNullWhen(true)] out byte[]? salt, out int workFactor)
    {
        (salt, workFactor) = (null, 0);
        return stanza.Arguments.Count == 2
            && stanza.Body.Length == KeyWrap.WrappedSize
            && CanonicalBase64.TryDecodeUnpadded(Encoding.ASCII.GetBytes(stanza.Arguments[0]), out salt)
            && salt.Length == SaltSize
            && stanza.Arguments[1] is [>= '1' and <= '9', ..] number // no sign, no leading zero: one spelling
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out workFactor);
    }
}
