using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using SecureIntake.Sealing.Documents;

namespace SecureIntake.Portal.Json;

/// <summary>Signed documents in requests and answers, read by Sealing's own strict reader.</summary>
internal sealed class SignedDocumentConverter : JsonConverter<SignedDocument>
{
    public override SignedDocument Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var json = JsonDocument.ParseValue(ref reader);
        return SignedDocument.TryParse(Encoding.UTF8.GetBytes(json.RootElement.GetRawText()), out var document)
            ? document
            : throw new JsonException();
    }

    public override void Write(Utf8JsonWriter writer, SignedDocument value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.ToJson());
}
