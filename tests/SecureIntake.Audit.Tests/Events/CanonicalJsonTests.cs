using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using CsCheck;
using SecureIntake.Audit.Events;

namespace SecureIntake.Audit.Tests.Events;

public class CanonicalJsonTests
{
    /// <summary>Spellings and whether they are canonical; TypeScript runs the same ones (tests/vectors/log.json).</summary>
    public static readonly (string Json, bool Canonical)[] Cases =
    [
        ("{}", true), ("[]", true), ("null", true), ("true", true), ("0", true), ("-1", true), ("9007199254740991", true), ("-9007199254740991", true),
        ("{\"a\":1,\"b\":[true,false,null,\"x\"]}", true), ("\"\\b\\t\\n\\f\\r\\u0000\\u001f\\\"\\\\/\u007f\"", true), ("\"қазақша 维吾尔 ئۇيغۇر 😀\"", true),
        ("{\"\":1,\"A\":2,\"a\":3,\"é\":4,\"😀\":5,\"\uFB33\":6}", true),
        ("", false), (" {}", false), ("{} ", false), ("{}\n", false), ("{\"b\":1,\"a\":2}", false), ("{\"a\":1,\"a\":1}", false), ("{\"a\":1,\"a\":2}", false),
        ("{\"\uFB33\":6,\"😀\":5}", false), ("{\"a\": 1}", false), ("[1,]", false), ("[1 ]", false), ("01", false), ("+1", false), ("-0", false), ("1.0", false), ("1e2", false),
        ("0.5", false), ("9007199254740992", false), ("-9007199254740992", false), ("123456789012345678901234567890", false), ("\"\\/\"", false), ("\"\\u0041\"", false),
        ("\"\\u001F\"", false), ("\"\\u000a\"", false), ("\"\\ud800\"", false), ("\"\\udc00\\ud800\"", false), ("\"\\ud83d\\ude00\"", false), ("\"\t\"", false),
        ("NaN", false), ("undefined", false), ("'a'", false), ("{a:1}", false), ("/**/1", false), ("\uFEFF1", false), ("1 1", false), ("[", false), ("\"", false),
        ("[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]", true), ("[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]", false),
    ];

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    /// <summary>What makes a second spelling, or none, wherever it is put.</summary>
    private static readonly string[] Fragments =
    [
        " ", "\t", "\n", "\r", "\u00A0", ",", ":", "[", "]", "{", "}", "\"", "\\", "\\/", "\\n", "\\\"", "\\\\", "\\u000a", "\\u000b", "\\u000B", "\\u001f", "\\u001F", "\\u0020", "\\u0041",
        "\\u00e9", "\\u007f", "\\ud800", "\\udc00", "\\ud83d\\ude00", "\\U0001", "0", "-", "+", "-0", ".0", "e0", "E1", "9007199254740991", "null", "\"a\":1,", ",\"\":1", "/**/", "//\n", "é", "😀",
    ];

    /// <summary>Names that UTF-8 and UTF-16 order differently stand among them.</summary>
    private static readonly Gen<string> Names = Gen.OneOf(
        Gen.OneOf("", "A", "a", "ab", "é", "😀", "😁", "\uFB33", "\uFFFF", "\n", "\u0001", "\"", "\\"),
        Gen.String[Gen.Char["abAB01-éқ"], 0, 4]);

    private static readonly Gen<JsonNode?> Scalars = Gen.OneOf(
        Gen.String.Where(text => !text.Any(char.IsSurrogate)).Select(text => (JsonNode?)JsonValue.Create(text)),
        Gen.Long[-9007199254740991, 9007199254740991].Select(number => (JsonNode?)JsonValue.Create(number)),
        Gen.Bool.Select(value => (JsonNode?)JsonValue.Create(value)),
        Gen.Const((JsonNode?)null));

    private static readonly Gen<JsonNode?> Values = Gen.Recursive<JsonNode?>((depth, inner) => depth > 3
        ? Scalars
        : Gen.OneOf(
            Scalars,
            inner.Array[0, 4].Select(items => (JsonNode?)new JsonArray(items)),
            Gen.Select(Gen.OneOf(Names, Gen.String.Where(text => !text.Any(char.IsSurrogate))).HashSet[0, 4], inner.Array[4]).Select((names, items) =>
            {
                var members = new JsonObject();
                foreach (var (name, item) in names.Zip(items)) members[name] = item;
                return (JsonNode?)members;
            })));

    [Fact]
    public void Each_value_has_one_spelling() => Assert.All(Cases, c => Assert.Equal(c.Canonical, CanonicalSpelling.Holds(Encoding.UTF8.GetBytes(c.Json))));

    [Fact]
    public void Bytes_that_are_not_UTF8_are_refused()
    {
        Assert.False(CanonicalSpelling.Holds([(byte)'"', 0xFF, (byte)'"']));
        Assert.False(CanonicalSpelling.Holds([(byte)'"', 0xC0, 0x80, (byte)'"']));
        Assert.False(CanonicalSpelling.Holds([(byte)'"', 0xED, 0xA0, 0x80, (byte)'"']));
    }

    [Fact]
    public void Whatever_is_written_is_read_and_written_the_same() => Values.Sample(value =>
    {
        var bytes = CanonicalJson.Write(value);
        Assert.True(CanonicalSpelling.Holds(bytes));
        Assert.Equal(bytes, CanonicalJson.Write(JsonNode.Parse(bytes)));
    });

    [Fact]
    public void Whatever_is_accepted_after_a_change_is_written_the_same() =>
        Gen.Select(Values, Gen.Int[0, 10_000], Gen.Byte).Sample((value, at, replacement) =>
        {
            var bytes = CanonicalJson.Write(value);
            bytes[at % bytes.Length] = replacement;
            Assert.Equal(IsWrittenTheSame(bytes), CanonicalSpelling.Holds(bytes));
        });

    [Fact]
    public void Whatever_is_put_into_canonical_JSON_what_is_accepted_is_what_would_be_written() =>
        Gen.Select(Values, Gen.Int[0, 10_000], Gen.OneOf(Fragments)).Sample(
            (value, at, fragment) =>
            {
                var bytes = CanonicalJson.Write(value);
                at %= bytes.Length + 1;
                byte[] changed = [.. bytes[..at], .. Encoding.UTF8.GetBytes(fragment), .. bytes[at..]];
                Assert.Equal(IsWrittenTheSame(changed), CanonicalSpelling.Holds(changed));
            },
            iter: 20_000);

    [Fact]
    public void Members_in_another_order_and_repeated_ones_are_refused() => Gen.Select(Names.HashSet[2, 6], Gen.Int[0, 10]).Sample((names, from) =>
    {
        var sorted = names.Order(StringComparer.Ordinal).ToList();
        Assert.True(CanonicalSpelling.Holds(Members(sorted)));
        var (a, b) = (from % sorted.Count, (from + 1) % sorted.Count);
        Assert.False(CanonicalSpelling.Holds(Members([.. sorted, sorted[a]])));
        (sorted[a], sorted[b]) = (sorted[b], sorted[a]);
        Assert.False(CanonicalSpelling.Holds(Members(sorted)));

        static byte[] Members(List<string> order) =>
            Encoding.UTF8.GetBytes("{" + string.Join(',', order.Select(name => Encoding.UTF8.GetString(CanonicalJson.Write(name)) + ":[{}]")) + "}");
    });

    /// <summary>The rule itself, as plainly as it can be followed: read it, write it, compare.</summary>
    private static bool IsWrittenTheSame(byte[] bytes)
    {
        try
        {
            return Utf8.IsValid(bytes) && CanonicalJson.Write(JsonNode.Parse(bytes, documentOptions: Strict)).AsSpan().SequenceEqual(bytes);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }
}
