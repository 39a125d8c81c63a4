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
        string[] wrong =
        [
            digits[1..], digits + "0", (digits[0] == '0' ? '1' : '0') + digits[1..], $"{digits[7..13]} {digits[..6]}{digits[13..]}",
            // 2^128, its check digits right: one more than the largest code.
            string.Concat("0340282366920938463463374607431768211456".Chunk(5).Select((group, i) => $"{new string(group)}{Damm.Check(i, group)} ")).TrimEnd(),
        ];
        AssertCommitted("receipt.json", new JsonObject
        {
            ["about"] = "Receipt codes as digits and words, and what is derived from them; then digits that are no code, with the first wrong group (0 to 7) where one check digit says so, else -1; and words that are none, with the first word (0 to 11) that is not in the list, else -1.",
            ["codes"] = Array(codes.Select(bytes => Receipt(bytes))),
            ["refused"] = Array(wrong.Select(text =>
            {
                Assert.False(ReceiptCode.TryParseDigits(text, out _, out var group));
                return new JsonObject { ["digits"] = text, ["group"] = group };
            })),
            ["refusedWords"] = Array(WrongWords(codes[2]).Select(wrong =>
            {
                Assert.False(ReceiptCode.TryParseWords(wrong.Words, wrong.Language, out _, out var word));
                return new JsonObject { ["language"] = wrong.Language == ReceiptLanguage.English ? "english" : "chinese", ["words"] = wrong.Words, ["word"] = word };
            })),
        });
    }

    private static IEnumerable<(ReceiptLanguage Language, string Words)> WrongWords(byte[] bytes)
    {
        using var code = ReceiptCode.Create(bytes.CopyTo);
        foreach (var language in new[] { ReceiptLanguage.English, ReceiptLanguage.Chinese })
        {
            var words = code.ToWords(language).Split(' ');
            yield return (language, string.Join(' ', words[..11]));
            yield return (language, string.Join(' ', [.. words, words[0]]));
            yield return (language, string.Join(' ', [.. words[..7], language == ReceiptLanguage.English ? "specimen" : "囧", .. words[8..]]));
            yield return (language, string.Join(' ', [words[1], words[0], .. words[2..]]));
        }
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
