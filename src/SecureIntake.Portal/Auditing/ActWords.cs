using System.Text;
using System.Text.Json;
using SecureIntake.Cases.Auditing;

namespace SecureIntake.Portal.Auditing;

/// <summary>An entry of the log as a sentence.</summary>
/// <param name="Index">Its index; null while it waits.</param>
/// <param name="Type">The event's type.</param>
/// <param name="Sentence">Who did what. For the reader's eye only: what counts is the entry itself.</param>
/// <param name="At">When it was signed, or the day of a receipt.</param>
/// <param name="Case">The case it is about.</param>
internal sealed record EntryLine(long? Index, string Type, string Sentence, DateTimeOffset? At, string? Case);

/// <summary>Says entries in words.</summary>
internal static class ActWords
{
    /// <summary>The sentence of an entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="nameOf">A member's pseudonym, by id.</param>
    public static EntryLine InWords(this OutboxEntry entry, Func<string, string> nameOf)
    {
        using var document = JsonDocument.Parse(entry.Entry);
        var act = document.RootElement.GetProperty("act");
        string who = entry.By is { } by ? nameOf(by) : "The system";
        return new EntryLine(entry.Index, entry.Type, Sentence(entry.Type, act, who, nameOf), entry.At, entry.Case);
    }

    /// <summary>What a type of event is called in a list to choose from.</summary>
    public static string NameOf(string type) => type switch
    {
        "policy/v1" => "policy published",
        "roster/v1" => "members published",
        "desk/v1" => "desk key published",
        "invite/v1" => "invitation",
        "enrol/v1" => "enrolment",
        "receipt/v1" => "place for a submission",
        "bench/v1" => "bench started",
        "open/v1" => "opening",
        "triage/v1" => "case taken",
        "assign/v1" => "case given to a verifier",
        "keyed/v1" => "lines typed",
        "lease/v1" => "lease to the bench",
        "stage/v1" => "stage ended",
        _ => type,
    };

    private static string Sentence(string type, JsonElement act, string who, Func<string, string> nameOf) => type switch
    {
        "policy/v1" => "The organisation’s policy was published, signed by the root.",
        "roster/v1" => "A directory of members was published, signed by the root.",
        "desk/v1" => $"The desk key of a week was published, signed by leads{WeekOf(act)}.",
        "invite/v1" => $"{nameOf(TextOf(act, "member"))} was invited as {Roles(act)}.",
        "enrol/v1" => $"{nameOf(TextOf(act, "member"))} enrolled with a key of their own.",
        "receipt/v1" => "A place for a submission was filled. Fillers look the same.",
        "bench/v1" => "A bench started with a fresh key.",
        "open/v1" => $"{who} {OpeningOf(TextOf(act, "purpose"), Parts(act))}.",
        "triage/v1" => $"{who} took the case, with {nameOf(TextOf(act, "deputy"))} as deputy.",
        "assign/v1" => $"{who} gave the case to {nameOf(TextOf(act, "member"))} to verify.",
        "keyed/v1" => $"{who} typed the machine-readable lines of a paper.",
        "lease/v1" => $"{who} leased a paper to the bench to {TextOf(act, "stage")} it.",
        "stage/v1" => $"{StageOf(TextOf(act, "outcome"))}.",
        _ => type,
    };

    private static string OpeningOf(string purpose, string parts) => purpose switch
    {
        "triage" => $"opened {parts} to triage the case",
        "verify" => $"opened {parts} to verify",
        "examine" => $"took the key of {parts} to lease, unread",
        _ => $"opened {parts} to read",
    };

    private static string StageOf(string outcome) => outcome switch
    {
        "done" => "The bench examined a paper",
        "unsafe" => "The bench found a paper that cannot be opened safely",
        _ => "The bench could not examine a paper",
    };

    private static string Parts(JsonElement act) =>
        act.GetProperty("parts").GetArrayLength() is var count && count == 1 ? "one part" : $"{count} parts";

    private static string Roles(JsonElement act) =>
        act.TryGetProperty("roles", out var roles) ? string.Join(" and ", roles.EnumerateArray().Select(role => role.GetString())) : "";

    private static string WeekOf(JsonElement act)
    {
        // The document's body is JSON within JSON; a line without it is still true.
        if (!act.TryGetProperty("document", out var document) || !document.TryGetProperty("body", out var body))
            return "";
        using var line = JsonDocument.Parse(Encoding.UTF8.GetBytes(body.GetString() ?? "{}"));
        return line.RootElement.TryGetProperty("week", out var week) ? $" ({week.GetString()})" : "";
    }

    private static string TextOf(JsonElement act, string name) =>
        act.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
}
