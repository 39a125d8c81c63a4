using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using SecureIntake.Sealing.Custody;
using SecureIntake.Sealing.Gates;

namespace SecureIntake.Sealing.Documents;

/// <summary>JSON of documents: source-generated and strict. Unknown, missing, duplicate or null members are refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    Converters = [typeof(DayConverter), typeof(TimeConverter)])]
[JsonSerializable(typeof(SignedDocument))]
[JsonSerializable(typeof(OrganisationCard))]
[JsonSerializable(typeof(Root))]
[JsonSerializable(typeof(Custodian))]
[JsonSerializable(typeof(SigningRequest))]
[JsonSerializable(typeof(RootPublication))]
[JsonSerializable(typeof(PolicyDocument))]
[JsonSerializable(typeof(DirectoryDocument))]
[JsonSerializable(typeof(RosterDocument))]
[JsonSerializable(typeof(DeskLine))]
[JsonSerializable(typeof(BenchDocument))]
[JsonSerializable(typeof(GrantDocument))]
[JsonSerializable(typeof(LeaseDocument))]
[JsonSerializable(typeof(ResultDocument))]
[JsonSerializable(typeof(GateKeyDocument))]
[JsonSerializable(typeof(GateIntroduction))]
[JsonSerializable(typeof(GateTrust))]
[JsonSerializable(typeof(GateOpening))]
[JsonSerializable(typeof(GateLease))]
[JsonSerializable(typeof(GateTaking))]
[JsonSerializable(typeof(GateTaken))]
[JsonSerializable(typeof(GateStatement))]
[JsonSerializable(typeof(GateLocks))]
[JsonSerializable(typeof(GateShredded))]
[JsonSerializable(typeof(GateCustody))]
[JsonSerializable(typeof(GateAnswer))]
[JsonSerializable(typeof(GateRefused))]
[JsonSerializable(typeof(RequestFile))]
internal sealed partial class DocumentJson : JsonSerializerContext;

/// <summary>How documents are written and read.</summary>
internal static class StrictJson
{
    /// <summary>Base64's <c>+</c> is written as it is: these texts are never put into a page without that page's own escaping.</summary>
    public static readonly DocumentJson Types =
        new(new JsonSerializerOptions(DocumentJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Null for anything that is not exactly this shape. What was wrong stays unsaid: it may be content.</summary>
    public static T? Read<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type) where T : class
    {
        try
        {
            return HasNullInList(json) ? null : JsonSerializer.Deserialize(json, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The serialiser refuses a member that is null, and takes an item of a list that is: no type here means that.</summary>
    private static bool HasNullInList(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        for (var before = JsonTokenType.None; reader.Read(); before = reader.TokenType)
        {
            if (reader.TokenType == JsonTokenType.Null && before != JsonTokenType.PropertyName) return true;
        }
        return false;
    }
}
