using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace SecureIntake.Cli.Submitting;

/// <summary>JSON of what is submitted. Strict: a misspelt member would otherwise be lost without a word.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(AccountAnswers))]
[JsonSerializable(typeof(SourceAnswers))]
[JsonSerializable(typeof(Account))]
[JsonSerializable(typeof(Evidence))]
[JsonSerializable(typeof(Mailbox))]
[JsonSerializable(typeof(Source))]
[JsonSerializable(typeof(CommitRequest))]
[JsonSerializable(typeof(SubmissionReceipt))]
[JsonSerializable(typeof(RefusalBody))]
internal sealed partial class SubmittingJson : JsonSerializerContext;

/// <summary>How those records are written and read.</summary>
internal static class PlainJson
{
    /// <summary>Other scripts are written as they are, not as escapes.</summary>
    public static readonly SubmittingJson Types =
        new(new JsonSerializerOptions(SubmittingJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>The bytes of a record.</summary>
    public static byte[] Write<T>(T record, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(record, type);

    /// <summary>Reads a file that a person wrote.</summary>
    public static T Read<T>(string path, byte[] bytes, JsonTypeInfo<T> type) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, type) ?? throw CommandFailedException.Refused($"{path} is empty");
        }
        catch (JsonException e)
        {
            // The path names a member and the line; the content itself is not repeated.
            throw CommandFailedException.Refused($"{path}: {e.Path ?? "$"} on line {(e.LineNumber ?? 0) + 1} is not as FORMAT.md says");
        }
    }
}
