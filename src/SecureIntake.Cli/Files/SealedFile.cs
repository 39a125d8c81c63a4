using SecureIntake.Opening;
using SecureIntake.Sealing.Age;

namespace SecureIntake.Cli.Files;

/// <summary>A sealed file whose header was read; its stream stands at the first byte of the payload.</summary>
internal sealed class SealedFile : IDisposable
{
    private readonly long? _start;

    private SealedFile(Header header, Stream payload) => (Header, Payload, _start) = (header, payload, payload.CanSeek ? payload.Position : null);

    /// <summary>Who may open.</summary>
    public Header Header { get; }

    /// <summary>Nonce and chunks.</summary>
    public Stream Payload { get; }

    /// <summary>Reads the header of a file, or of standard input.</summary>
    public static SealedFile Open(string? path)
    {
        var input = InputFile.Open(path);
        // As text or as bytes, whichever it is.
        var stream = Armor.Strip(input);
        if (Header.TryRead(stream, out var header, out var why)) return new SealedFile(header, stream);
        var empty = why == HeaderFailure.Truncated && input is FileStream { CanSeek: true, Position: 0 };
        stream.Dispose();
        throw empty ? CommandFailedException.Tampered("the file is empty") : Failed(why);
    }

    /// <summary>Unwraps the file key with the first identity that fits; the caller disposes it.</summary>
    public FileKey Unwrap(KeyFile keys)
    {
        foreach (var identity in keys.Identities)
        {
            if (identity.TryUnwrap(Header, out var fileKey, out var why)) return fileKey;
            if (why != OpenFailure.NotARecipient) throw Failed(why);
        }
        throw HasPassphrase ? CommandFailedException.Refused("this file was sealed with a passphrase: give --passphrase-file") : Failed(OpenFailure.NotARecipient);
    }

    /// <summary>Unwraps the file key with a passphrase; the caller disposes it.</summary>
    public FileKey Unwrap(ScryptIdentity passphrase) =>
        passphrase.TryUnwrap(Header, out var fileKey, out var why) ? fileKey
        : throw (why != OpenFailure.NotARecipient ? Failed(why)
            : CommandFailedException.Refused(HasPassphrase ? "this passphrase does not open the file" : "this file was sealed to keys: give --key"));

    /// <summary>Whether the payload ends with this chunk; false where that cannot be seen.</summary>
    public bool EndsAfter(long chunk) =>
        _start is { } start && Payload.CanSeek && Payload.Length - start - PayloadLayout.NonceSize <= (chunk + 1) * (PayloadLayout.ChunkSize + PayloadLayout.TagSize);

    /// <summary>Copies the payload as it is.</summary>
    /// <exception cref="CommandFailedException">No payload has this length. What was copied is to be thrown away.</exception>
    public void CopyPayload(Stream output)
    {
        var buffer = new byte[PayloadLayout.ChunkSize];
        long length = 0;
        for (int read; (read = Payload.Read(buffer)) > 0; length += read) output.Write(buffer.AsSpan(0, read));
        if (length == 0) throw CommandFailedException.Refused("this is a header without content: give --header-only");
        if (!PayloadLayout.TryPlaintextLength(length, out _)) throw CommandFailedException.Tampered("no content has this length: the file was cut off, or bytes were added");
    }

    public void Dispose() => Payload.Dispose();

    private bool HasPassphrase => Header.Stanzas.Any(stanza => stanza.Type == ScryptRecipient.StanzaType);

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
    /// <param name="last">Whether nothing follows that chunk.</param>
    public static CommandFailedException Failed(OpenFailure why, long chunk = 0, bool last = false) => why switch
    {
        OpenFailure.NotARecipient => CommandFailedException.Refused("this key is none of the file's recipients"),
        OpenFailure.HeaderMalformed => CommandFailedException.Tampered("the header is damaged"),
        OpenFailure.HeaderMacMismatch => CommandFailedException.Tampered("the header was changed after it was written"),
        OpenFailure.WorkFactorTooHigh => CommandFailedException.Refused("the passphrase of this file would take more work than is allowed"),
        OpenFailure.ArmorMalformed => CommandFailedException.Tampered("the armor is damaged"),
        // Of the last chunk nobody can tell: cut off inside, it looks like one that was changed.
        OpenFailure.PayloadTampered => CommandFailedException.Tampered($"the content was changed{(last ? ", cut off or added to" : "")} in chunk {chunk} (64 KiB from byte {chunk * PayloadLayout.ChunkSize} on)"),
        OpenFailure.Truncated => CommandFailedException.Tampered($"the file is cut off in chunk {chunk}: its end is missing"),
        OpenFailure.TrailingData => CommandFailedException.Tampered($"bytes follow the last chunk ({chunk})"),
        _ => throw new ArgumentOutOfRangeException(nameof(why)),
    };
}
