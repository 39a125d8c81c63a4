using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SecureIntake.Portal.Json;

/// <summary>A document that is JSON already and goes out as it stands.</summary>
[JsonConverter(typeof(RawJsonConverter))]
internal sealed record RawJson(ReadOnlyMemory<byte> Utf8)
{
    /// <summary>From the text of a row.</summary>
    public static RawJson Of(string text) => new(Encoding.UTF8.GetBytes(text));
}

/// <summary>Writes the bytes; refuses to read.</summary>
internal sealed class RawJsonConverter : JsonConverter<RawJson>
{
    public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new JsonException();

    public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options) => writer.WriteRawValue(value.Utf8.Span);
}
