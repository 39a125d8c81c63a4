using System.Text;
using System.Text.Json.Nodes;
using SecureIntake.Opening;
using SecureIntake.Sealing.Age;
using Xunit;
using static SecureIntake.Sealing.Tests.Vectors.VectorFile;

namespace SecureIntake.Sealing.Tests.Vectors;

/// <summary>Keys as text: each has one spelling, and what looks like one is none.</summary>
public class KeyVectorTests
{
    private delegate string? Reader(string text);

    private static readonly byte[] Seed = SealingVectorTests.NewIdentity("keys").Seed;

    /// <summary>Every kind with its Bech32 prefix; a reader gives what is written for what it read, or null.</summary>
    private static readonly (string Kind, string Prefix, Reader Read)[] Kinds =
    [
        ("recipient", "age1pq", text => HybridRecipient.TryParse(text, out var key) ? key.ToString() : null),
        ("classic recipient", "age", text => X25519Recipient.TryParse(text, out var key) ? key.ToString() : null),
        ("identity", "AGE-SECRET-KEY-PQ-", text => KeyText.TryRead(text, out HybridIdentity? key) ? Written(key, KeyText.Write) : null),
        ("classic identity", "AGE-SECRET-KEY-", text => KeyText.TryRead(text, out X25519Identity? key) ? Written(key, KeyText.Write) : null),
        ("signing key", "SECUREINTAKE-SIGNING-KEY-", text => KeyText.TryRead(text, out SigningKey? key) ? Written(key, KeyText.Write) : null),
        ("staff key", "SECUREINTAKE-STAFF-KEY-", text => KeyText.TryRead(text, out StaffKey? key) ? Written(key, KeyText.Write) : null),
    ];

    [Fact]
    public void Keys() => AssertCommitted("keys.json", new JsonObject
    {
        ["about"] = "Keys as text (FORMAT.md §3), one of each kind; then texts that no reader of that kind takes, though most differ from a key in one character only.",
        ["keys"] = Array(Kinds.Select(kind =>
        {
            var text = Key(kind.Prefix);
            Assert.Equal(text, kind.Read(text));
            return new JsonObject { ["kind"] = kind.Kind, ["text"] = text };
        })),
        ["refused"] = Array(Kinds.SelectMany(kind => Lookalikes(Key(kind.Prefix), kind.Prefix).Select(wrong =>
        {
            Assert.True(kind.Read(wrong.Text) is null, $"{kind.Kind}: {wrong.Why}");
            return new JsonObject { ["kind"] = kind.Kind, ["why"] = wrong.Why, ["text"] = wrong.Text };
        }))),
    });

    [Fact]
    public void No_other_character_stands_for_one_of_a_key()
    {
        foreach (var (_, prefix, read) in Kinds)
        {
            var text = Key(prefix);
            foreach (var at in new[] { 0, 1, prefix.Length - 2, prefix.Length, prefix.Length + 1, text.LastIndexOf(Spelled('k', text)), text.Length - 1 })
                for (var c = 0; c <= char.MaxValue; c++)
                    if (text[at] != c) Assert.True(read($"{text[..at]}{(char)c}{text[(at + 1)..]}") is null, $"U+{c:X4} at {at} of {prefix}");
        }
    }

    private static IEnumerable<(string Why, string Text)> Lookalikes(string text, string prefix)
    {
        yield return ("the other case", char.IsUpper(text[0]) ? text.ToLowerInvariant() : text.ToUpperInvariant());
        yield return ("one letter in the other case", (char)(text[0] ^ 0x20) + text[1..]);
        var last = text.LastIndexOf(Spelled('k', text));
        yield return ("U+212A for the last k", text[..last] + '\u212A' + text[(last + 1)..]);
        // In capitals the prefix has letters, too, that others lower-case or upper-case to.
        foreach (var (letter, other) in new[] { ('k', '\u212A'), ('s', '\u017F'), ('i', '\u0131'), ('i', '\u0130'), ('a', '\uFF21'), ('a', '\u0410') })
        {
            var at = prefix.IndexOf(Spelled(letter, text));
            if (at >= 0) yield return ($"U+{(int)other:X4} for an {letter} of the prefix", text[..at] + other + text[(at + 1)..]);
        }
        foreach (var around in new[] { ' ', '\n', '\u00A0', '\u200B', '\uFEFF', '\0' })
            yield return ($"U+{(int)around:X4} after it", text + around);
        yield return ("another checksum", text[..^1] + Spelled(char.ToLowerInvariant(text[^1]) == 'q' ? 'p' : 'q', text));
        yield return ("a byte less", Bech32Of(prefix, Content(prefix)[..^1]));
        yield return ("a byte more", Bech32Of(prefix, [.. Content(prefix), 0]));
        yield return ("no data", Bech32Of(prefix, []));
        if (char.IsUpper(prefix[0])) yield break;
        // What is public comes from strangers: a recipient to which nobody, or everybody, holds the key.
        var content = Content(prefix);
        content.AsSpan(content.Length - X25519Recipient.Size).Clear();
        yield return ("an X25519 key of low order", Bech32Of(prefix, content));
        if (content.Length != HybridRecipient.Size) yield break;
        (byte Low, byte High) modulus = (3329 & 0xFF, 3329 >> 8);
        content = Content(prefix);
        (content[0], content[1]) = (modulus.Low, (byte)(content[1] & 0xF0 | modulus.High));
        yield return ("the first coefficient is not reduced", Bech32Of(prefix, content));
        content = Content(prefix);
        (content[1150], content[1151]) = ((byte)(content[1150] & 0x0F | (modulus.Low & 0x0F) << 4), 3329 >> 4);
        yield return ("the last coefficient is not reduced", Bech32Of(prefix, content));
    }

    private static char Spelled(char letter, string text) => char.IsUpper(text[0]) ? char.ToUpperInvariant(letter) : letter;

    private static string Key(string prefix) => Bech32Of(prefix, Content(prefix));

    private static byte[] Content(string prefix)
    {
        using var hybrid = new HybridIdentity(Seed);
        using var classic = new X25519Identity(Seed);
        return prefix switch { "age1pq" => hybrid.Recipient.ToBytes(), "age" => classic.Recipient.ToBytes(), _ => Seed };
    }

    private static string Bech32Of(string prefix, byte[] content)
    {
        var text = Encoding.ASCII.GetString(Bech32.Encode(prefix.ToLowerInvariant(), content));
        return char.IsUpper(prefix[0]) ? text.ToUpperInvariant() : text;
    }

    private static string Written<T>(T key, Func<T, byte[]> write) where T : IDisposable
    {
        using (key) return Encoding.ASCII.GetString(write(key));
    }
}
