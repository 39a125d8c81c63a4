using System.Text;
using System.Text.Json.Nodes;
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
            Gen.Select(Gen.String.Where(text => !text.Any(char.IsSurrogate)).HashSet[0, 4], inner.Array[4]).Select((names, items) =>
            {
                var members = new JsonObject();
                foreach (var (name, item) in names.Zip(items)) members[name] = item;
                return (JsonNode?)members;
            })));

    [Fact]
    public void Each_value_has_one_spelling() => Assert.All(Cases, c => Assert.Equal(c.Canonical, CanonicalJson.TryParse(Encoding.UTF8.GetBytes(c.Json), out _)));

    [Fact]
    public void Bytes_that_are_not_UTF8_are_refused()
    {
        Assert.False(CanonicalJson.TryParse([(byte)'"', 0xFF, (byte)'"'], out _));
        Assert.False(CanonicalJson.TryParse([(byte)'"', 0xC0, 0x80, (byte)'"'], out _));
        Assert.False(CanonicalJson.TryParse([(byte)'"', 0xED, 0xA0, 0x80, (byte)'"'], out _));
    }

    [Fact]
    public void Whatever_is_written_is_read_and_written_the_same() => Values.Sample(value =>
    {
        var bytes = CanonicalJson.Write(value);
        Assert.True(CanonicalJson.TryParse(bytes, out var read));
        Assert.Equal(bytes, CanonicalJson.Write(read));
    });

    [Fact]
    public void Whatever_is_accepted_after_a_change_is_written_the_same() =>
        Gen.Select(Values, Gen.Int[0, 10_000], Gen.Byte).Sample((value, at, replacement) =>
        {
            var bytes = CanonicalJson.Write(value);
            bytes[at % bytes.Length] = replacement;
            if (CanonicalJson.TryParse(bytes, out var read)) Assert.Equal(bytes, CanonicalJson.Write(read));
        });
}
