using System.Text.Json;
using System.Text.Json.Serialization;
using SecureIntake.Cases;
using SecureIntake.Cases.Submissions;
using SecureIntake.Intake.Uploads;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Parts;

namespace SecureIntake.Intake.Submissions;

/// <summary>What a client asks to enter, read strictly (Sealing's FORMAT.md §7).</summary>
/// <param name="Week">The desk week that it sealed to.</param>
/// <param name="Tag">The receipt's log tag, 32 bytes.</param>
/// <param name="Parts">Which upload is which part.</param>
internal sealed record SubmissionRequest(Week Week, byte[] Tag, IReadOnlyList<PartRequest> Parts)
{
    /// <summary>Reads the body of <c>POST /submissions</c>; <c>false</c> for anything that is not exactly of its shape.</summary>
    public static bool TryParse(ReadOnlySpan<byte> json, out SubmissionRequest? request)
    {
        request = null;
        SubmissionBody? body;
        try
        {
            body = JsonSerializer.Deserialize(json, SubmissionJson.Default.SubmissionBody);
        }
        catch (JsonException)
        {
            return false;
        }

        if (body is null || !Sealing.Documents.Week.TryParse(body.Week, out var week) || !Bytes32.TryParse(body.Tag, out var tag)) return false;
        var parts = new List<PartRequest>();
        foreach (PartBody? part in body.Parts)
        {
            // The serializer keeps null out of members, not out of lists.
            if (part is null || !Id<Upload>.TryParse(part.Upload, out var upload) || !Id<Part>.TryParse(part.Part, out var id)
                || !Compartment.TryParse(part.Compartment, out var compartment) || part.Number is <= 0) return false;
            parts.Add(new PartRequest(upload, id, compartment, part.Number ?? 0));
        }

        request = new SubmissionRequest(week, tag.Memory.ToArray(), parts);
        return true;
    }
}

/// <summary>One part of a submission.</summary>
/// <param name="Upload">The upload that holds it.</param>
/// <param name="Part">The id that its sealer chose.</param>
/// <param name="Compartment">What it is.</param>
/// <param name="Number">The custodian's number for a share, otherwise 0.</param>
internal sealed record PartRequest(Id<Upload> Upload, Id<Part> Part, Compartment Compartment, int Number);

internal sealed record SubmissionBody(string Week, string Tag, IReadOnlyList<PartBody> Parts);

internal sealed record PartBody(string Upload, string Part, string Compartment, int? Number = null);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(SubmissionBody))]
[JsonSerializable(typeof(BatchPlan))]
internal sealed partial class SubmissionJson : JsonSerializerContext;
