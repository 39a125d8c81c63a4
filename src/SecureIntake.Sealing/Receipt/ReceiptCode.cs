using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SecureIntake.Sealing.Receipt;

/// <summary>The source's own secret: 16 random bytes that find and open the replies (FORMAT.md §6).</summary>
/// <remarks>Nobody else has it; who finds it can read the replies. It prints nothing by itself: <see cref="ToDigits"/> is for the person.</remarks>
public sealed class ReceiptCode : IDisposable
{
    private const int Size = 16;
    private const int Groups = 8;
    private const int GroupDigits = 5;
    private const int DerivedSize = 32;

    private readonly byte[] _bytes = GC.AllocateArray<byte>(Size, pinned: true);

    private ReceiptCode() { }

    /// <summary>Draws a new code: 16 bytes.</summary>
    public static ReceiptCode Create(RandomSource random)
    {
        var code = new ReceiptCode();
        random(code._bytes);
        return code;
    }

    /// <summary>Reads eight groups of six digits. White space and hyphens between and inside groups do not matter.</summary>
    /// <param name="text">What the person typed.</param>
    /// <param name="code">The code.</param>
    /// <param name="wrongGroup">The first group (0…7) whose check digit does not fit, or −1 when the whole has another shape.</param>
    public static bool TryParseDigits(string text, [NotNullWhen(true)] out ReceiptCode? code, out int wrongGroup)
    {
        code = null;
        wrongGroup = -1;
        var digits = string.Concat(text.Where(c => !char.IsWhiteSpace(c) && c != '-'));
        if (digits.Length != Groups * (GroupDigits + 1) || digits.AsSpan().ContainsAnyExceptInRange('0', '9')) return false;

        var number = new StringBuilder(Groups * GroupDigits);
        for (var group = 0; group < Groups; group++)
        {
            var span = digits.AsSpan(group * (GroupDigits + 1), GroupDigits + 1);
            if (Damm.Check(group, span) != 0)
            {
                wrongGroup = group;
                return false;
            }
            number.Append(span[..GroupDigits]);
        }
        // Forty digits reach beyond 128 bits: such a number is no code.
        if (!UInt128.TryParse(number.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var value)) return false;

        code = new ReceiptCode();
        BinaryPrimitives.WriteUInt128BigEndian(code._bytes, value);
        return true;
    }

    /// <summary>Reads twelve words of one language, in any case and spacing.</summary>
    /// <param name="text">What the person typed.</param>
    /// <param name="language">The language of the words.</param>
    /// <param name="code">The code.</param>
    /// <param name="wrongWord">The first word (0…11) that is not in the list, or −1 when there are not twelve, or they are no code together.</param>
    public static bool TryParseWords(string text, ReceiptLanguage language, [NotNullWhen(true)] out ReceiptCode? code, out int wrongWord)
    {
        code = new ReceiptCode();
        if (ReceiptWords.TryRead(text, language, code._bytes, out wrongWord)) return true;
        code.Dispose();
        code = null;
        return false;
    }

    /// <summary>Twelve words, separated by spaces.</summary>
    public string ToWords(ReceiptLanguage language) => ReceiptWords.Write(_bytes, language);

    /// <summary>Eight groups of five digits and a check digit, separated by spaces.</summary>
    public string ToDigits()
    {
        var number = BinaryPrimitives.ReadUInt128BigEndian(_bytes).ToString("D40", CultureInfo.InvariantCulture);
        return string.Join(' ', Enumerable.Range(0, Groups).Select(group =>
        {
            var digits = number.Substring(group * GroupDigits, GroupDigits);
            return digits + Damm.Check(group, digits).ToString(CultureInfo.InvariantCulture);
        }));
    }

    /// <summary>The key from which the addresses of reply slots come.</summary>
    public byte[] MailboxKey() => Derive("mailbox"u8);

    /// <summary>The seed of the hybrid identity that replies are sealed to.</summary>
    public byte[] ReplyIdentitySeed() => Derive("reply-identity"u8);

    /// <summary>The key that authenticates follow-ups: staff are sure, nobody can prove it to others.</summary>
    public byte[] FollowUpMacKey() => Derive("follow-up-mac"u8);

    /// <summary>The key from which the addresses of custodians' notices come; it stands in every share.</summary>
    public byte[] NoticeKey() => Derive("notice"u8);

    /// <summary>The tag under which the log shows that the submission entered. Public.</summary>
    public byte[] LogTag() => Derive("log-tag"u8);

    /// <summary>
    /// The id of the source part. Whoever asks who the source is must name it in the log, because custodians compare it with what stands in their shares; so the
    /// holder of the code finds every such request, and nobody else can tell whose it is.
    /// </summary>
    public OpaqueId SourcePart() => OpaqueId.FromBytes(Derive("source-part"u8, OpaqueId.Size));

    public override string ToString() => nameof(ReceiptCode);

    public void Dispose() => CryptographicOperations.ZeroMemory(_bytes);

    private byte[] Derive(ReadOnlySpan<byte> info, int length = DerivedSize)
    {
        var derived = GC.AllocateArray<byte>(length, pinned: true);
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _bytes, derived, "secureintake/receipt/v1"u8, info);
        return derived;
    }
}
