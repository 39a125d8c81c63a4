using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SecureIntake.Audit.Events;

/// <summary>
/// JSON with one spelling per value (RFC 8785), restricted to objects, arrays, strings, booleans, null and integers between −2^53 and 2^53,
/// where the RFC's rules for other numbers have nothing to decide. Nesting ends at 16.
/// </summary>
public static class CanonicalJson
{
    internal const int MaxDepth = 16;
    internal const long MaxInteger = (1L << 53) - 1;

    private static readonly UTF8Encoding Valid = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Writes a value.</summary>
    /// <exception cref="ArgumentException">A number is not an integer of that range, or a string is not valid UTF-16.</exception>
    public static byte[] Write(JsonNode? value)
    {
        var text = new StringBuilder();
        Write(value, text);
        return Valid.GetBytes(text.ToString());
    }

    private static void Write(JsonNode? value, StringBuilder text)
    {
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case JsonObject members:
                Join(text, '{', '}', members.OrderBy(m => m.Key, StringComparer.Ordinal), member =>
                {
                    WriteString(member.Key, text);
                    text.Append(':');
                    Write(member.Value, text);
                });
                break;
            case JsonArray items:
                Join(text, '[', ']', items, item => Write(item, text));
                break;
            default:
                WriteScalar(value.AsValue(), text);
                break;
        }
    }

    private static void WriteScalar(JsonValue value, StringBuilder text)
    {
        switch (value.GetValueKind())
        {
            case JsonValueKind.String:
                WriteString(value.GetValue<string>(), text);
                break;
            case JsonValueKind.True:
                text.Append("true");
                break;
            case JsonValueKind.False:
                text.Append("false");
                break;
            case JsonValueKind.Number when TryInteger(value, out var number):
                text.Append(number.ToString(CultureInfo.InvariantCulture));
                break;
            default:
                throw new ArgumentException("a value that canonical JSON does not have here", nameof(value));
        }
    }

    /// <summary>An integer of the allowed range, however it is held.</summary>
    private static bool TryInteger(JsonValue value, out long number)
    {
        if (!value.TryGetValue(out number))
        {
            if (!value.TryGetValue(out int small)) return false;
            number = small;
        }
        return number is >= -MaxInteger and <= MaxInteger;
    }

    private static void Join<T>(StringBuilder text, char open, char close, IEnumerable<T> items, Action<T> write)
    {
        text.Append(open);
        var first = true;
        foreach (var item in items)
        {
            if (!first) text.Append(',');
            first = false;
            write(item);
        }
        text.Append(close);
    }

    private static void WriteString(string value, StringBuilder text)
    {
        text.Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\b' => text.Append("\\b"),
                '\t' => text.Append("\\t"),
                '\n' => text.Append("\\n"),
                '\f' => text.Append("\\f"),
                '\r' => text.Append("\\r"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        }
        text.Append('"');
    }
}
