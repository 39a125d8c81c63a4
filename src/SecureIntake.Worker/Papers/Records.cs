using System.Text.Json;
using System.Text.Json.Serialization;
using SecureIntake.Examination.Documents;
using SecureIntake.Examination.Findings;
using SecureIntake.Sealing;

namespace SecureIntake.Worker.Papers;

/// <summary><c>evidence.json</c> (Sealing/FORMAT.md §2).</summary>
internal sealed record EvidenceRecord(int V, string File, string Name, string Kind, string Type, long Size, byte[] Sha256, string Note);

/// <summary><c>keyed.json</c>.</summary>
internal sealed record KeyedRecord(int V, OpaqueId About, IReadOnlyList<string> Mrz);

/// <summary>The records that the bench reads: exactly their members, or nothing.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(EvidenceRecord))]
[JsonSerializable(typeof(KeyedRecord))]
internal sealed partial class RecordJson : JsonSerializerContext
{
    public static EvidenceRecord? ReadEvidence(ReadOnlySpan<byte> json) =>
        Read(json, Default.EvidenceRecord) is { V: 1 } record ? record : null;

    public static KeyedRecord? ReadKeyed(ReadOnlySpan<byte> json) => Read(json, Default.KeyedRecord) is { V: 1 } record && record.Mrz.All(line => line is not null) ? record : null;

    // What was wrong stays unsaid: it may be content.
    private static T? Read<T>(ReadOnlySpan<byte> json, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>The records that the bench writes.</summary>
internal static class ResultRecords
{
    /// <summary><c>finding.json</c>.</summary>
    public static byte[] Findings(OpaqueId about, string stage, IEnumerable<Finding> findings) => Write(json =>
    {
        json.WriteNumber("v", 1);
        json.WriteString("about", about.ToString());
        json.WriteString("stage", stage);
        json.WriteStartArray("findings");
        foreach (var finding in findings)
            finding.WriteTo(json);
        json.WriteEndArray();
    });

    /// <summary><c>copy.json</c>.</summary>
    public static byte[] Copy(OpaqueId about, IReadOnlyList<SafePage> pages, int total) => Write(json =>
    {
        json.WriteNumber("v", 1);
        json.WriteString("about", about.ToString());
        json.WriteStartArray("pages");
        for (int i = 0; i < pages.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("file", PageName(i));
            json.WriteNumber("width", pages[i].Width);
            json.WriteNumber("height", pages[i].Height);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("total", total);
    });

    /// <summary>The name of a page, counted from 0 here and from 1 in the copy.</summary>
    public static string PageName(int index) => FormattableString.Invariant($"page-{index + 1}.png");

    private static byte[] Write(Action<Utf8JsonWriter> members)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return stream.ToArray();
    }
}
