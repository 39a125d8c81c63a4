using System.Globalization;
using System.Text.Json;

namespace SecureIntake.Cli.Custody;

/// <summary>What a request says, for the person who decides, and for programs.</summary>
internal static class RequestWords
{
    /// <summary>The lines that a person reads.</summary>
    public static IEnumerable<string> Lines(VerifiedRequest asked, DateTimeOffset now)
    {
        var (lead, place) = (asked.Lead, asked.Place);
        yield return $"member {lead.Id}: {string.Join(", ", lead.Roles).ToLowerInvariant()}; keys {lead.Fingerprint}";
        yield return $"asks who the source of case {asked.Act.Case} is, {EntryWords.Why(asked.Act.Purpose)}; source part {asked.Act.Part}";
        yield return $"signed {EntryWords.Text(asked.Signed)}, {Ago(now - asked.Signed)}; ends {EntryWords.Text(asked.Ends)}";
        yield return string.Create(CultureInfo.InvariantCulture, $"entry {place.Index} of the log {place.Log}, {Witnessed(place)}");
        yield return asked.File.Shares.Count == 1 ? $"a share for custodian {Numbers(asked).Single()}" : $"shares for custodians {string.Join(", ", Numbers(asked))}";
        foreach (var number in Numbers(asked).Where(number => number > asked.Policy.Custodians.Count))
            yield return $"note: the root lists no custodian {number} today; the share is from a time when it did";
    }

    /// <summary>What a custodian should know whose key and number are not those of the root's list: the share may be theirs all the same.</summary>
    public static string? Note(OwnShare own) => own.Listed switch
    {
        null => $"note: the root lists your key for no custodian today; this share was made for you as custodian {own.Number}. Ask the lead why they need a custodian who was replaced",
        { } listed when listed != own.Number => $"note: the root lists your key for custodian {listed} today; this share was made for you as custodian {own.Number}",
        _ => null,
    };

    /// <summary>The same as members of a JSON object.</summary>
    public static void Write(Utf8JsonWriter writer, VerifiedRequest asked, SourceHistory? history)
    {
        writer.WriteString("member", asked.Lead.Id.ToString());
        writer.WriteString("keys", asked.Lead.Fingerprint);
        writer.WriteString("case", asked.Act.Case.ToString());
        writer.WriteString("purpose", asked.Act.Purpose.ToString().ToLowerInvariant());
        writer.WriteString("signed", EntryWords.Text(asked.Signed));
        writer.WriteString("ends", EntryWords.Text(asked.Ends));
        writer.WriteString("log", asked.Place.Log);
        writer.WriteNumber("entry", asked.Place.Index);
        writer.WriteString("leaf", asked.Place.Leaf.ToString());
        writer.WriteString("witnesses", asked.Place.Witnesses.Words);
        writer.WriteStrings("cosigned", asked.Place.CosignedBy);
        writer.WriteString("source", asked.File.Source.ToString());
        writer.WriteStartArray("shares");
        foreach (int number in Numbers(asked)) writer.WriteNumberValue(number);
        writer.WriteEndArray();
        if (history is not null) writer.WriteStrings("history", history.Lines());
    }

    private static IEnumerable<int> Numbers(VerifiedRequest asked) => asked.File.Shares.Select(share => share.Number).Order();

    private static string Witnessed(LogPlace place) => place switch
    {
        { Witnesses.AsksNobody: true } => "where the root asks for no witnesses",
        { CosignedBy: [var one] } => $"cosigned by 1 witness: {one} (the root asks for {place.Witnesses.Words})",
        _ => string.Create(CultureInfo.InvariantCulture, $"cosigned by {place.CosignedBy.Count} witnesses: {string.Join(", ", place.CosignedBy)} (the root asks for {place.Witnesses.Words})"),
    };

    private static string Ago(TimeSpan time) => time switch
    {
        { TotalMinutes: < 2 } => "just now",
        { TotalHours: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes} minutes ago"),
        { TotalDays: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} hours ago"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.Days} days ago"),
    };
}
