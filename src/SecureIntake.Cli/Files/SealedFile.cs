using SecureIntake.Opening;
using SecureIntake.Sealing.Age;

namespace SecureIntake.Cli.Files;

/// <summary>A sealed file whose header was read; its stream stands at the first byte of the payload.</summary>
internal sealed class SealedFile : IDisposable
{
    private SealedFile(Header header, Stream payload) => (Header, Payload) = (header, payload);

    /// <summary>Who may open.</summary>
    public Header Header { get; }

    /// <summary>Nonce and chunks.</summary>
    public Stream Payload { get; }

    /// <summary>Reads the header of a file, or of standard input.</summary>
    public static SealedFile Open(string? path)
    {
        // As text or as bytes, whichever it is.
        var stream = Armor.Strip(InputFile.Open(path));
        if (Header.TryRead(stream, out var header, out var why)) return new SealedFile(header, stream);
        stream.Dispose();
        throw Failed(why);
    }

    /// <summary>Unwraps the file key with the first identity that fits; the caller disposes it.</summary>
    public FileKey Unwrap(KeyFile keys)
    {
        foreach (var identity in keys.Identities)
        {
            if (identity.TryUnwrap(Header, out var fileKey, out var why)) return fileKey;
            if (why != OpenFailure.NotARecipient) throw Failed(why);
        }
        throw Failed(OpenFailure.NotARecipient);
    }

    /// <summary>Unwraps the file key with a passphrase; the caller disposes it.</summary>
    public FileKey Unwrap(ScryptIdentity passphrase) =>
        passphrase.TryUnwrap(Header, out var fileKey, out var why) ? fileKey
        : throw (why == OpenFailure.NotARecipient ? CommandFailedException.Refused("this passphrase does not open the file") : Failed(why));

    public void Dispose() => Payload.Dispose();

    /// <summary>What a header's fault means to the person.</summary>
    private static CommandFailedException Failed(HeaderFailure why) => why switch
    {
        HeaderFailure.NotAge => CommandFailedException.Refused("this is not a sealed file (age v1)"),
        HeaderFailure.TooLong => CommandFailedException.Tampered("the header does not end within 128 KiB"),
        HeaderFailure.Truncated => CommandFailedException.Tampered("the file ends inside its header"),
        HeaderFailure.MalformedArmor => CommandFailedException.Tampered("the armor is damaged"),
        HeaderFailure.Malformed or HeaderFailure.NoStanza or HeaderFailure.BadStanza =>
            CommandFailedException.Tampered("the header is damaged"),
        _ => throw new ArgumentOutOfRangeException(nameof(why)),
    };

    /// <summary>What a failed opening means to the person.</summary>
    /// <param name="why">The failure.</param>
    /// <param name="chunk">The chunk where it stands, for failures of the payload.</param>
    public static CommandFailedException Failed(OpenFailure why, long chunk = 0) => why switch
    {
        OpenFailure.NotARecipient => CommandFailedException.Refused("this key is none of the file's recipients"),
        OpenFailure.HeaderMalformed => CommandFailedException.Tampered("the header is damaged"),
        OpenFailure.HeaderMacMismatch => CommandFailedException.Tampered("the header was changed after it was written"),
        OpenFailure.WorkFactorTooHigh => CommandFailedException.Refused("the passphrase of this file would take more work than is allowed"),
        OpenFailure.ArmorMalformed => CommandFailedException.Tampered("the armor is damaged"),
        OpenFailure.PayloadTampered => CommandFailedException.Tampered($"the content was changed in chunk {chunk} (64 KiB from byte {chunk * PayloadLayout.ChunkSize} on)"),
        OpenFailure.Truncated => CommandFailedException.Tampered($"the file is cut off in chunk {chunk}: its end is missing"),
        OpenFailure.TrailingData => CommandFailedException.Tampered($"bytes follow the last chunk ({chunk})"),
        _ => throw new ArgumentOutOfRangeException(nameof(why)),
    };
}
