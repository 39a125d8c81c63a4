using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;

namespace SecureIntake.Audit.Events;

/// <summary>
/// Whether JSON is spelled as <see cref="CanonicalJson.Write(System.Text.Json.Nodes.JsonNode?)"/> spells it, told by its tokens alone: reading entries is what checking a long
/// log does besides hashing and verifying signatures, so nothing is built and written again to be compared.
/// </summary>
internal static class CanonicalSpelling
{
    private static readonly JsonReaderOptions Strict = new() { MaxDepth = CanonicalJson.MaxDepth };

    /// <summary><c>false</c> for every other spelling, and for what is no JSON at all.</summary>
    public static bool Holds(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json)) return false;
        try
        {
            return HoldsForTokens(json);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool HoldsForTokens(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, Strict);
        // The last name in each object that is open: the next must come after it, which also excludes that it comes twice.
        var names = new string?[CanonicalJson.MaxDepth + 1];
        var end = 0;
        while (reader.Read())
        {
            // The reader sees to the grammar; what it takes besides, between two tokens, is white space.
            if (json[end..(int)reader.TokenStartIndex] is not ([] or [(byte)',' or (byte)':'])) return false;
            end = (int)reader.TokenStartIndex + Length(ref reader);
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    names[reader.CurrentDepth + 1] = null;
                    break;
                case JsonTokenType.PropertyName:
                    if (!IsString(ref reader)) return false;
                    var name = reader.GetString();
                    if (string.CompareOrdinal(names[reader.CurrentDepth], name) >= 0) return false;
                    names[reader.CurrentDepth] = name;
                    break;
                case JsonTokenType.String when !IsString(ref reader):
                case JsonTokenType.Number when !IsInteger(ref reader):
                    return false;
            }
        }
        return end == json.Length;
    }

    private static int Length(ref Utf8JsonReader reader) =>
        reader.ValueSpan.Length + (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName ? 2 : 0);

    /// <summary>Escapes stand only where they must, and in their shortest form: never for half of a surrogate pair, for one.</summary>
    private static bool IsString(ref Utf8JsonReader reader)
    {
        var rest = reader.ValueSpan;
        while (rest.IndexOf((byte)'\\') is >= 0 and var at)
        {
            rest = rest[(at + 1)..];
            if (rest[0] != 'u')
            {
                if (rest[0] == '/') return false;
                rest = rest[1..];
                continue;
            }
            if (rest is not [_, (byte)'0', (byte)'0', (byte)'0' or (byte)'1', (>= (byte)'0' and <= (byte)'9') or (>= (byte)'a' and <= (byte)'f'), ..]) return false;
            // These five have an escape of two characters.
            if (rest[3] == '0' && rest[4] is (byte)'8' or (byte)'9' or (byte)'a' or (byte)'c' or (byte)'d') return false;
            rest = rest[5..];
        }
        return true;
    }

    private static bool IsInteger(ref Utf8JsonReader reader)
    {
        Span<byte> written = stackalloc byte[20];
        return reader.TryGetInt64(out var number)
            && number is >= -CanonicalJson.MaxInteger and <= CanonicalJson.MaxInteger
            && number.TryFormat(written, out var length, provider: CultureInfo.InvariantCulture)
            && reader.ValueSpan.SequenceEqual(written[..length]);
    }
}
