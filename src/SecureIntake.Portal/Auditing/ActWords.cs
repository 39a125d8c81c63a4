using System.Text.Json;
using SecureIntake.Audit.Events;
using SecureIntake.Cases;
using SecureIntake.Cases.Auditing;
using SecureIntake.Cases.Submissions;
using SecureIntake.Portal.Custody;

namespace SecureIntake.Portal.Auditing;

/// <summary>An entry of the log as a sentence.</summary>
/// <param name="Index">Its index; null while it waits, and for ever where it was refused.</param>
/// <param name="Refused">Whether it must not enter.</param>
/// <param name="Type">The event's type.</param>
/// <param name="Sentence">Who did what. For the reader's eye only: what counts is the entry itself.</param>
/// <param name="At">When it was signed, or the day of a receipt.</param>
/// <param name="Case">The case it is about.</param>
/// <param name="Marks">What is unusual about it.</param>
internal sealed record EntryLine(
    long? Index, bool Refused, string Type, Sentence Sentence, DateTimeOffset? At, string? Case, IReadOnlyList<EntryMark> Marks);

/// <summary>Says entries in words.</summary>
internal static class ActWords
{
    /// <summary>The sentence of an entry. What was refused may be anything: it is shown all the same.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="nameOf">A member's pseudonym, by id.</param>
    /// <param name="marks">What is unusual about it.</param>
    public static EntryLine InWords(this OutboxEntry entry, Func<string, string> nameOf, IReadOnlyList<EntryMark> marks) => new(
        entry.Index, entry.Refused, entry.Type,
        Entry.TryParse(entry.Entry, out var parsed) ? Of(parsed.Act, id => new Passage(nameOf(id.ToString()), id.ToString())) : $"This cannot be read as an entry.",
        entry.At, Id<Submission>.TryParse(entry.Case, out _) ? entry.Case : null, marks);

    /// <summary>A mark in a few words.</summary>
    public static string InWords(this EntryMark mark) => mark switch
    {
        EntryMark.Disputed => "disputed: “not me”",
        EntryMark.Custody => "about who the source is",
        EntryMark.Withheld => "the gate gave nothing",
        EntryMark.AfterEnd => "after the grant had ended",
        EntryMark.ManyOpenings => $"one of {EntryMarks.Many} or more openings within {EntryMarks.ShortTime.TotalMinutes:0} minutes",
        _ => "no earlier entry gave them this case",
    };

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
        "dispute/v1" => "“not me”",
        "lockdown/v1" => "lockdown",
        "lockout/v1" => "member locked out",
        "lift/v1" => "lockdown lifted",
        "custody/v1" => "request for a source",
        "veto/v1" => "veto against a request",
        _ => type,
    };

    private static Sentence Of(Act act, Func<LogId, Passage> nameOf) => act switch
    {
        DocumentPublished { Document: var document } => Published(document),
        MemberInvited invited => $"{nameOf(invited.Member)} was invited as {string.Join(" and ", invited.Roles.Select(role => role.ToString().ToLowerInvariant()))}.",
        MemberEnrolled enrolled => $"{nameOf(enrolled.Member)} enrolled with a key of their own.",
        SubmissionReceived => $"A place for a submission was filled. Fillers look the same.",
        BenchStarted => $"A bench started with a fresh key.",
        PartsOpened opened => $"{nameOf(opened.Stamp.By)} {OpeningOf(opened.Purpose, Parts(opened))}.",
        CaseTriaged triaged => $"{nameOf(triaged.Stamp.By)} took the case, with {nameOf(triaged.Deputy)} as deputy.",
        CaseAssigned assigned => $"{nameOf(assigned.Stamp.By)} gave the case to {nameOf(assigned.Member)} to verify.",
        PartKeyed keyed => $"{nameOf(keyed.Stamp.By)} typed the machine-readable lines of a paper.",
        PartsLeased leased => $"{nameOf(leased.Stamp.By)} leased a paper to the bench to {leased.Stage} it.",
        StageFinished finished => $"{StageOf(finished.Outcome)}.",
        EntryDisputed disputed => $"{nameOf(disputed.Stamp.By)} says of an entry: not me.",
        MemberLockedOut self when self.Member == self.Stamp.By => $"{nameOf(self.Member)} locked themselves out.",
        MemberLockedOut locked => $"{nameOf(locked.Stamp.By)} locked {nameOf(locked.Member)} out.",
        LockdownDeclared declared => $"{nameOf(declared.Stamp.By)} locked everything.",
        CustodyRequested asked => $"{nameOf(asked.Stamp.By)} asks custodians who the source is, {CustodyRequest.InWords(asked.Purpose)}.",
        CustodyVetoed veto => $"{nameOf(veto.Stamp.By)} vetoed a request for a source.",
        LiftSigned lift => $"{nameOf(lift.Stamp.By)} signed that a lockdown ends. It takes two.",
        _ => $"{act.Type}",
    };

    private static Sentence Published(SignedDocument document) => document.Kind switch
    {
        "policy/v1" => $"The organisation’s policy was published, signed by the root.",
        "roster/v1" => $"A directory of members was published, signed by the root.",
        _ => $"The desk key of a week was published, signed by leads{WeekOf(document.Body)}.",
    };

    private static string OpeningOf(Purpose purpose, string parts) => purpose switch
    {
        Purpose.Triage => $"opened {parts} to triage the case",
        Purpose.Verify => $"opened {parts} to verify",
        Purpose.Examine => $"took the key of {parts} to lease, unread",
        Purpose.Custody => $"took {parts} that custodians hold, for a request that had waited",
        _ => $"opened {parts} to read",
    };

    private static string StageOf(StageOutcome outcome) => outcome switch
    {
        StageOutcome.Done => "The bench examined a paper",
        StageOutcome.Unsafe => "The bench found a paper that cannot be opened safely",
        _ => "The bench could not examine a paper",
    };

    private static string Parts(PartsOpened opened) => opened.Parts.Count == 1 ? "one part" : $"{opened.Parts.Count} parts";

    private static string WeekOf(string body)
    {
        try
        {
            using var line = JsonDocument.Parse(body);
            return line.RootElement.TryGetProperty("week", out var week) ? $" ({week.GetString()})" : "";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // No desk line: a sentence without its week is still true.
            return "";
        }
    }
}
