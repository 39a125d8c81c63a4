using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace SecureIntake.Cases.Auditing;

/// <summary>
/// An entry on its way into the log, and afterwards its copy that can be searched. It is written in the transaction of the act it records;
/// Portal alone gives it an index; what it records has no effect before that. The columns beside <see cref="Entry"/> repeat what stands in
/// it, for lists and filters only: no decision rests on them.
/// </summary>
public sealed class OutboxEntry
{
    /// <summary>SHA-256 of <see cref="Entry"/>. As the key it refuses a replayed act and keeps no order.</summary>
    public required byte[] Digest { get; init; }

    /// <summary>The canonical JSON, as it will stand in the log.</summary>
    public required byte[] Entry { get; init; }

    /// <summary>Its index in the log; null while it waits.</summary>
    public long? Index { get; set; }

    /// <summary>
    /// Whether it must not enter, because who signed it was not entitled by the newest roster and policy before it. It never has an effect.
    /// </summary>
    public bool Refused { get; set; }

    /// <summary>Whether it is an opening for which the gate gave nothing: it stands in the log, and its member got no header by it.</summary>
    public bool Withheld { get; set; }

    /// <summary>The event's type, <c>open/v1</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The member or bench that signed it, or the member who invited; null for what the system records.</summary>
    public string? By { get; init; }

    /// <summary>The other member whom it names: invited, enrolled, made deputy, given a case; null where there is none.</summary>
    public string? About { get; init; }

    /// <summary>Why a person did it, as in the entry: <c>triage</c>, <c>read</c>…; null where no person acted.</summary>
    public string? Purpose { get; init; }

    /// <summary>The stage that was leased or that ended, <c>examine</c>; null where there is none.</summary>
    public string? Stage { get; init; }

    /// <summary>The case it is about; null where it is about none.</summary>
    public string? Case { get; init; }

    /// <summary>When it was signed, or the day of a receipt; null where the entry names no time.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Wraps an entry.</summary>
    /// <exception cref="JsonException">It is no entry: not JSON, or without an act that names its type.</exception>
    public static OutboxEntry Of(byte[] entry)
    {
        using var document = JsonDocument.Parse(entry);
        if (!document.RootElement.TryGetProperty("act", out var act) || TextOf(act, "type") is not { } type)
            throw new JsonException("An entry without an act.");
        return new OutboxEntry
        {
            Digest = SHA256.HashData(entry),
            Entry = entry,
            Type = type,
            By = TextOf(act, "by") ?? TextOf(act, "inviter"),
            About = TextOf(act, "member") ?? TextOf(act, "deputy"),
            Purpose = TextOf(act, "purpose"),
            Stage = TextOf(act, "stage"),
            Case = TextOf(act, "case"),
            At = TimeOf(TextOf(act, "at") ?? TextOf(act, "day")),
        };
    }

    private static string? TextOf(JsonElement act, string name) =>
        act.ValueKind == JsonValueKind.Object && act.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static DateTimeOffset? TimeOf(string? text) =>
        DateTimeOffset.TryParseExact(
            text, ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;
}
