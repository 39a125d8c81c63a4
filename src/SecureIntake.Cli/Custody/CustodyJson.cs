using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SecureIntake.Cli.Custody;

/// <summary>JSON of what custodians hold and give. Strict, as all that is read.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(ShareRecord))]
[JsonSerializable(typeof(Answer))]
internal sealed partial class CustodyJson : JsonSerializerContext;

/// <summary>How those records are written and read.</summary>
internal static class CustodyRecords
{
    /// <summary>Base64's <c>+</c> is written as it is.</summary>
    public static readonly CustodyJson Types =
        new(new JsonSerializerOptions(CustodyJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
