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
    private const int GroupLength = GroupDigits + 1;
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

    /// <summary>Whether words were meant, and not digits: one letter among digits is a slip, and so is one digit among words.</summary>
    public static bool AreWords(string typed) => typed.Count(char.IsLetter) > typed.Count(char.IsDigit);

    /// <summary>Reads eight groups of six digits. White space and hyphens between and inside groups do not matter.</summary>
    /// <param name="text">What the person typed.</param>
    /// <param name="code">The code.</param>
    /// <param name="wrongGroup">The first group (0…7) that is not six digits or whose check digit does not fit: where digits are missing, the one that breaks
    /// off; where there are too many, the last; where the number is 2^128 or more, the first. −1 when none is wrong.</param>
    public static bool TryParseDigits(string text, [NotNullWhen(true)] out ReceiptCode? code, out int wrongGroup)
    {
        code = null;
        wrongGroup = -1;
        var typed = string.Concat(TypedText.Plain(text).Where(c => !char.IsWhiteSpace(c) && c != '-')).AsSpan();
        var number = new StringBuilder(Groups * GroupDigits);
        for (var group = 0; group < Groups; group++)
        {
            var rest = typed[Math.Min(group * GroupLength, typed.Length)..];
            var digits = rest[..Math.Min(GroupLength, rest.Length)];
            if (digits.Length < GroupLength || digits.ContainsAnyExceptInRange('0', '9') || Damm.Check(group, digits) != 0)
            {
                wrongGroup = group;
                return false;
            }
            number.Append(digits[..GroupDigits]);
        }
        if (typed.Length > Groups * GroupLength)
        {
            wrongGroup = Groups - 1;
            return false;
        }
        // Forty digits reach beyond 128 bits: such a number is no code, and most likely wrong at its start.
        if (!UInt128.TryParse(number.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var value))
        {
            wrongGroup = 0;
            return false;
        }

        code = new ReceiptCode();
        BinaryPrimitives.WriteUInt128BigEndian(code._bytes, value);
        return true;
    }

    /// <summary>Reads twelve words of one language, which they show, in any case and spacing; Chinese ones also without spaces.</summary>
    /// <param name="text">What the person typed.</param>
    /// <param name="code">The code.</param>
    /// <param name="wrongWord">The first of twelve words (0…11) that is not in the list, or −1: another number of words, or all known but no code together.</param>
    public static bool TryParseWords(string text, [NotNullWhen(true)] out ReceiptCode? code, out int wrongWord)
    {
        code = new ReceiptCode();
        if (ReceiptWords.TryRead(text, code._bytes, out wrongWord)) return true;
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
    /// holder of the code finds every such request, and nobody can tell from the log alone whose it is.
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
