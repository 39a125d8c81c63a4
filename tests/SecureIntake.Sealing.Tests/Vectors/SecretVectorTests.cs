using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using SecureIntake.Opening;
using SecureIntake.Opening.Shares;
using SecureIntake.Sealing.Receipt;
using SecureIntake.Sealing.Shares;
using Xunit;
using static SecureIntake.Sealing.Tests.Vectors.VectorFile;

namespace SecureIntake.Sealing.Tests.Vectors;

/// <summary>Receipt codes, shares and staff keys.</summary>
public class SecretVectorTests
{
    [Fact]
    public void Receipts()
    {
        byte[][] codes = [new byte[16], [.. Enumerable.Repeat((byte)0xFF, 16)], Fixed("receipt/1", 16), Fixed("receipt/2", 16)];
        var digits = ReceiptCode.Create(codes[2].CopyTo).ToDigits();
        var groups = digits.Split(' ');
        string[] wrong =
        [
            "", " - ", digits[..^1], digits[..18], 
            // U+0085 is white space to Unicode, U+FEFF is not: each language's own notion has one of them wrong.
            $"{groups[0]}\u0085{groups[1]} {groups[3]} {groups[2]}{digits[27..]}", $"{groups[0]}\uFEFF{groups[1]} {groups[3]} {groups[2]}{digits[27..]}",
            // A letter for a digit, and none of ASCII's.
            $"{digits[..16]}O{digits[17..]}", $"{digits[..30]}\u0663{digits[31..]}", $"{digits[..30]}\U0001D7D1{digits[31..]}",
            // Two faults: the first is named.
            $"{groups[0]} {groups[2]} {groups[1]} {string.Join(' ', groups[3..])} 1", $"{string.Join(' ', groups[..7])} {groups[7][..5]}x{groups[7][5]}",
            digits[1..], digits + "0", (digits[0] == '0' ? '1' : '0') + digits[1..], $"{digits[7..13]} {digits[..6]}{digits[13..]}",
            // 2^128, its check digits right: one more than the largest code.
            string.Concat("0340282366920938463463374607431768211456".Chunk(5).Select((group, i) => $"{new string(group)}{Damm.Check(i, group)} ")).TrimEnd(),
        ];
        AssertCommitted("receipt.json", new JsonObject
        {
            ["about"] = "Receipt codes as digits and words, and what is derived from them; other ways to type the third; then digits that are no code, with the first wrong group (0 to 7); and words that are none, with the first of twelve (0 to 11) that is not in the list, else -1.",
            ["codes"] = Array(codes.Select(bytes => Receipt(bytes))),
            ["typed"] = Array(Typed(codes[2]).Select(text =>
            {
                Assert.True(ReceiptCode.AreWords(text) ? ReceiptCode.TryParseWords(text, out var code, out _) : ReceiptCode.TryParseDigits(text, out code, out _));
                using (code) Assert.Equal(digits, code!.ToDigits());
                return JsonValue.Create(text);
            })),
            ["refused"] = Array(wrong.Select(text =>
            {
                Assert.False(ReceiptCode.TryParseDigits(text, out _, out var group));
                return new JsonObject { ["digits"] = text, ["group"] = group };
            })),
            ["refusedWords"] = Array(WrongWords(codes[2]).Select(wrong =>
            {
                Assert.False(ReceiptCode.TryParseWords(wrong, out _, out var word));
                return new JsonObject { ["words"] = wrong, ["word"] = word };
            })),
        });
    }

    private static IEnumerable<string> Typed(byte[] bytes)
    {
        using var code = ReceiptCode.Create(bytes.CopyTo);
        var (digits, english, chinese) = (code.ToDigits(), code.ToWords(ReceiptLanguage.English), code.ToWords(ReceiptLanguage.Chinese));
        yield return digits.Replace(" ", "", StringComparison.Ordinal);
        yield return $"  {digits.Replace(" ", " -\r\n", StringComparison.Ordinal)}\u0085";
        yield return FullWidth(digits.Replace(' ', '-'));
        yield return $"\t{english.ToUpperInvariant().Replace(" ", "  \u0085\u3000", StringComparison.Ordinal)}\n";
        yield return FullWidth(english);
        yield return FullWidth(english.ToUpperInvariant());
        yield return chinese.Replace(" ", "", StringComparison.Ordinal);
        yield return chinese.Replace(' ', '\u3000');
    }

    private static string FullWidth(string text) => string.Concat(text.Select(c => c == ' ' ? c : (char)(c + '！' - '!')));

    private static IEnumerable<string> WrongWords(byte[] bytes)
    {
        using var code = ReceiptCode.Create(bytes.CopyTo);
        foreach (var language in new[] { ReceiptLanguage.English, ReceiptLanguage.Chinese })
        {
            var words = code.ToWords(language).Split(' ');
            var unknown = language == ReceiptLanguage.English ? "specimen" : "囧";
            yield return string.Join(' ', words[..11]);
            yield return string.Join(' ', [.. words, words[0]]);
            yield return string.Join(' ', [.. words[..7], unknown, .. words[8..]]);
            yield return string.Join(' ', [words[1], words[0], .. words[2..]]);
            // The second of two, and beyond the twelfth: no place on the paper.
            yield return string.Join(' ', [words[0], unknown, words[2], unknown]);
            yield return string.Join(' ', [.. words, unknown]);
        }
        var (english, chinese) = (code.ToWords(ReceiptLanguage.English).Split(' '), code.ToWords(ReceiptLanguage.Chinese).Split(' '));
        yield return "";
        yield return string.Join(' ', [.. english[..4], chinese[4], .. english[5..]]);
        yield return string.Concat([.. chinese[..4], "a", .. chinese[5..]]);
        yield return string.Concat([.. chinese[..5], "𠀀", "囧", .. chinese[7..]]);
        yield return string.Join(',', english);
        // Letters that become ASCII in the other case or by Unicode's normal forms, but are none of the list.
        yield return string.Join(' ', [.. english[..3], "to\u212Aen", .. english[4..]]);
        yield return string.Join(' ', [.. english[..3], "\u0130ce", .. english[4..]]);
        yield return string.Join(' ', [.. english[..3], "\uFB01ne", .. english[4..]]);
        yield return string.Join('\uFEFF', english);
    }

    private static JsonObject Receipt(byte[] bytes)
    {
        using var code = ReceiptCode.Create(bytes.CopyTo);
        using var reply = new HybridIdentity(code.ReplyIdentitySeed());
        return new JsonObject
        {
            ["code"] = Hex(bytes),
            ["digits"] = code.ToDigits(),
            ["english"] = code.ToWords(ReceiptLanguage.English),
            ["chinese"] = code.ToWords(ReceiptLanguage.Chinese),
            ["mailbox"] = Hex(code.MailboxKey()),
            ["notice"] = Hex(code.NoticeKey()),
            ["followUpMac"] = Hex(code.FollowUpMacKey()),
            ["logTag"] = B64(code.LogTag()),
            ["sourcePart"] = code.SourcePart().ToString(),
            ["replySeed"] = Hex(code.ReplyIdentitySeed()),
            ["replyRecipient"] = reply.Recipient.ToString(),
        };
    }

    [Fact]
    public void Shares()
    {
        AssertCommitted("shares.json", new JsonObject
        {
            ["about"] = "Shares y0…y31 ‖ x of a seed, their commitments, and sets of shares that must be refused. Any k of a case's shares give its seed.",
            ["cases"] = Array([Case(2, 3), Case(3, 5)]),
            ["refused"] = Array(Refused().Select(refused =>
            {
                Assert.False(SecretSharing.TryCombine(refused.Shares, out _));
                return new JsonObject { ["why"] = refused.Why, ["shares"] = Array(refused.Shares.Select(share => JsonValue.Create(B64(share)))) };
            })),
        });
    }

    private static JsonObject Case(int k, int n)
    {
        var label = $"shares/{k}of{n}";
        var (seed, identity) = SealingVectorTests.NewIdentity(label);
        using (identity)
        {
            var part = OpaqueId.FromBytes(Fixed(label + "/part", OpaqueId.Size));
            var shares = SecretSharing.Split(seed, k, n, new FixedRandom("vectors/" + label).Fill);
            return new JsonObject
            {
                ["k"] = k,
                ["n"] = n,
                ["seed"] = Hex(seed),
                ["recipient"] = identity.Recipient.ToString(),
                ["sourcePart"] = part.ToString(),
                ["shares"] = Array(shares.Select((share, i) =>
                {
                    var salt = Fixed($"{label}/salt/{i}", ShareCommitment.SaltSize);
                    return new JsonObject
                    {
                        ["number"] = i + 1,
                        ["share"] = B64(share),
                        ["salt"] = B64(salt),
                        ["commitment"] = B64(ShareCommitment.Of(part, (byte)(i + 1), salt, share)),
                    };
                })),
            };
        }
    }

    private static IEnumerable<(string Why, byte[][] Shares)> Refused()
    {
        var shares = SecretSharing.Split(Fixed("shares/refused", 32), 2, 3, new FixedRandom("vectors/shares/refused/split").Fill);
        yield return ("x = 0: its holder would dictate the seed", [[.. shares[0][..32], 0], shares[1]]);
        yield return ("the same x twice", [shares[0], [.. shares[1][..32], shares[0][32]]]);
        yield return ("one share", [shares[0]]);
        yield return ("a byte short", [shares[0][..32], shares[1]]);
    }

    [Fact]
    public void Staff_keys()
    {
        var seed = Fixed("staff/seed", 32);
        var stretched = Fixed("staff/stretched", 32);
        using var staff = new StaffKey(seed);
        using var unsealing = new HybridIdentity(HKDF.DeriveKey(HashAlgorithmName.SHA256, stretched, 32, info: "secureintake/staff/unseal/v1"u8.ToArray()));
        var message = Encoding.UTF8.GetBytes("SPECIMEN");
        AssertCommitted("staff-key.json", new JsonObject
        {
            ["about"] = "What a staff seed gives, and what 32 bytes of a passkey's PRF or of Argon2id give. prfInput is what the passkey is asked.",
            ["seed"] = Hex(seed),
            ["text"] = Encoding.ASCII.GetString(KeyText.Write(staff)),
            ["recipient"] = staff.Identity.Recipient.ToString(),
            ["identity"] = Encoding.ASCII.GetString(KeyText.Write(staff.Identity)),
            ["signer"] = staff.SigningKey.Signer.ToString(),
            ["message"] = Hex(message),
            ["signature"] = B64(staff.SigningKey.Sign(message)),
            ["prfInput"] = Hex(SHA256.HashData("secureintake/staff/prf/v1"u8)),
            ["stretched"] = Hex(stretched),
            ["unsealingRecipient"] = unsealing.Recipient.ToString(),
            ["signIn"] = B64(HKDF.DeriveKey(HashAlgorithmName.SHA256, stretched, 32, info: "secureintake/staff/sign-in/v1"u8.ToArray())),
        });
    }

    private static byte[] Fixed(string label, int length)
    {
        var bytes = new byte[length];
        new FixedRandom("vectors/" + label).Fill(bytes);
        return bytes;
    }
}
