using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace SecureIntake.Sealing.Age;

/// <summary>The header of an age v1 file: who may open it. See <see href="https://c2sp.org/age"/>.</summary>
/// <remarks>For any bytes: if <see cref="TryParse(ReadOnlySpan{byte}, out Header, out HeaderFailure)"/> accepts them,
/// <see cref="ToBytes"/> gives them back, so a header has one spelling.</remarks>
public sealed class Header
{
    /// <summary>Readers stop looking for the end of a header here.</summary>
    public const int MaxLength = 128 * 1024;

    /// <summary>Bytes of a header with exactly one hybrid stanza, the only header that parts and grants have.</summary>
    public const int SingleHybridLength = 1627;

    private const int HybridStanzaLength = 1557;

    internal const int MacLength = 32;

    private readonly byte[] _bytes;
    private readonly byte[] _mac;

    internal Header(IReadOnlyList<Stanza> stanzas, byte[] mac, byte[] bytes) => (Stanzas, _mac, _bytes) = (stanzas, mac, bytes);

    /// <summary>The stanzas in order; at least one.</summary>
    public IReadOnlyList<Stanza> Stanzas { get; }

    /// <summary>Length in bytes.</summary>
    public int Length => _bytes.Length;

    /// <summary>Bytes of a header with so many hybrid stanzas and no other.</summary>
    public static int HybridLength(int stanzas) => SingleHybridLength + (stanzas - 1) * HybridStanzaLength;

    /// <summary>Writes a header that lets <paramref name="recipients"/> unwrap <paramref name="fileKey"/>.</summary>
    /// <remarks>Draws for each recipient, in order: hybrid 64 bytes, X25519 32, a passphrase 16.</remarks>
    public static Header Create(FileKey fileKey, Recipients recipients, RandomSource random)
    {
        var stanzas = recipients.All.Select(recipient => recipient.Wrap(fileKey, random)).ToArray();
        var authenticated = HeaderText.WriteAuthenticated(stanzas);
        var mac = fileKey.HeaderMac(authenticated);
        return new Header(stanzas, mac, HeaderText.Append(authenticated, mac));
    }

    /// <summary>A header for several hybrid recipients: of one kind by their type. Draws 64 bytes for each.</summary>
    public static Header Create(FileKey fileKey, IReadOnlyList<HybridRecipient> recipients, RandomSource random) =>
        Recipients.TryOf(recipients, out var together, out var why)
            ? Create(fileKey, together, random)
            : throw new ArgumentException($"These are no recipients of one file: {why}.", nameof(recipients));

    /// <summary>A header for one hybrid recipient, which is what every part and every grant has. Draws 64 bytes.</summary>
    public static Header Create(FileKey fileKey, HybridRecipient recipient, RandomSource random) =>
        Create(fileKey, Recipients.Only(recipient), random);

    /// <summary>Reads a header that fills <paramref name="bytes"/> exactly.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Header? header, out HeaderFailure why)
    {
        if (!TryParsePrefix(bytes, out header, out why)) return false;
        if (header.Length == bytes.Length) return true;
        (header, why) = (null, HeaderFailure.Malformed);
        return false;
    }

    /// <summary>Reads the header at the start of <paramref name="bytes"/>; the payload may follow.</summary>
    public static bool TryParsePrefix(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Header? header, out HeaderFailure why)
    {
        why = HeaderText.Read(bytes, out header);
        return why == HeaderFailure.None;
    }

    /// <summary>Reads a header from a stream and leaves the stream at the first byte of the payload.</summary>
    public static bool TryRead(Stream input, [NotNullWhen(true)] out Header? header, out HeaderFailure why)
    {
        try
        {
            return TryParse(ReadThroughMac(input), out header, out why);
        }
        catch (MalformedArmorException)
        {
            (header, why) = (null, HeaderFailure.MalformedArmor);
            return false;
        }
    }

    /// <summary>The bytes of the header, through the line feed after the MAC.</summary>
    public byte[] ToBytes() => HeaderText.Append(HeaderText.WriteAuthenticated(Stanzas), _mac);

    /// <summary>Whether the MAC was made with this file key. It covers the bytes as read, never a re-encoding.</summary>
    internal bool IsAuthenticatedBy(FileKey fileKey) =>
        CryptographicOperations.FixedTimeEquals(fileKey.HeaderMac(_bytes.AsSpan(0, _bytes.Length - HeaderText.MacSuffixLength)), _mac);

    private static ReadOnlySpan<byte> ReadThroughMac(Stream input)
    {
        // Byte by byte: the header's length is known only at its end, and reading ahead would swallow payload of a pipe.
        var seen = new MemoryStream();
        var lineStart = 0L;
        for (var b = input.ReadByte(); b >= 0; b = input.ReadByte())
        {
            seen.WriteByte((byte)b);
            if (b != '\n')
            {
                // Not age at all: say so at once rather than search 128 KiB of something else for an end.
                if (seen.Length == HeaderText.VersionLine.Length && lineStart == 0) break;
                if (seen.Length >= MaxLength) break;
                continue;
            }
            if (HeaderText.IsLastLine(seen.GetBuffer().AsSpan((int)lineStart, (int)(seen.Length - lineStart)))) break;
            lineStart = seen.Length;
        }
        return seen.GetBuffer().AsSpan(0, (int)seen.Length);
    }
}
