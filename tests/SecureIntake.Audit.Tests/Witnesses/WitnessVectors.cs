using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using SecureIntake.Audit.Log;
using SecureIntake.Audit.Witnesses;

namespace SecureIntake.Audit.Tests.Witnesses;

/// <summary>
/// What both languages must find of witnesses: texts that are a policy in its normal form or none, and notes with what a policy says of them.
/// What is expected here is what C# finds; the notes are made by hand, line by line, from fixed seeds.
/// </summary>
internal static class WitnessVectors
{
    private const long Time = 1_795_000_000;

    private static readonly string[] Names = ["a.example", "b.example", "c.example", "d.example"];

    private static string TwoOfThree => $"{Lines(3)}group g 2 a b c\nquorum g\n";

    private static string Nested => $"{Lines(4)}group ab any a b\ngroup cd all c d\ngroup both all ab cd\nquorum both\n";

    public static JsonObject Make() => new()
    {
        ["about"] = "Witness policies in normal form and checkpoints under them. Fixed seeds; see tests/SecureIntake.Audit.Tests/Witnesses/WitnessVectors.cs.",
        ["policies"] = new JsonArray([.. Policies().Select(Policy)]),
        ["notes"] = new JsonArray([.. Notes().Select(note => Note(note.Name, note.Policy, note.Note))]),
    };

    private static IEnumerable<string> Policies()
    {
        yield return "quorum none\n";
        yield return $"{Lines(1)}quorum a\n";
        yield return $"{Lines(1)}quorum none\n";
        yield return TwoOfThree;
        yield return Nested;
        yield return $"{Lines(2)}group g 002 a b\nquorum g\n";
        yield return $"quorum none\n{Lines(1)}";
        foreach (var text in WitnessPolicyTests.Bad.Select(row => row.Data.Item1)) yield return WitnessPolicyTests.Fill(text) + "\n";
        foreach (var change in new Func<string, string>[]
        {
            t => t[..^1], t => t + "\n", t => "\n" + t, t => " " + t, t => t.Replace(" ", "  ", StringComparison.Ordinal), t => t.Replace(' ', '\t'),
            t => t.Replace("\n", " \n", StringComparison.Ordinal), t => t.Replace("\n", "\r\n", StringComparison.Ordinal), t => "# comment\n" + t,
            t => t.Replace("quorum", "Quorum", StringComparison.Ordinal), t => t.Replace("group g", "group \u00e9", StringComparison.Ordinal),
            t => t.Replace("witness a ", "witness a\u00a0", StringComparison.Ordinal), t => t.Replace(" 2 ", " 4 ", StringComparison.Ordinal),
            t => t.Replace(" 2 ", " 2147483648 ", StringComparison.Ordinal), t => t.Replace(" 2 ", " +2 ", StringComparison.Ordinal),
            t => $"log {LogKey}\n" + t, t => t.Replace("\nwitness b", " https://a.example/\nwitness b", StringComparison.Ordinal),
            t => t + t, t => t.Replace("a.example+", "a.Example+", StringComparison.Ordinal), t => t + new string('x', WitnessPolicy.MaxSigned),
        }) yield return change(TwoOfThree);
    }

    private static IEnumerable<(string Name, string Policy, string Note)> Notes()
    {
        yield return ("nobody cosigned", TwoOfThree, Plain);
        yield return ("nobody need cosign", "quorum none\n", Plain);
        yield return ("one of three", TwoOfThree, Plain + Cosigned(0));
        yield return ("two of three", TwoOfThree, Plain + Cosigned(0) + Cosigned(2));
        yield return ("one twice", TwoOfThree, Plain + Cosigned(0) + Cosigned(0));
        yield return ("one twice, at two times", TwoOfThree, Plain + Cosigned(0) + Cosigned(0, Time + 1));
        yield return ("a wrong line before the right one", TwoOfThree, Plain + Wrong(0) + Cosigned(0) + Cosigned(1));
        yield return ("a line by nobody known", TwoOfThree, Plain + Cosigned(0) + Cosigned(3));
        yield return ("a line under another's name", TwoOfThree, Plain + Cosigned(0) + Cosigned(1).Replace(Names[1], Names[2], StringComparison.Ordinal));
        yield return ("another's key id", TwoOfThree, Plain + Cosigned(0) + Line(1, Time, Text, id: Key(2).Id));
        yield return ("over another text", TwoOfThree, Plain + Cosigned(0) + Line(1, Time, Text.Replace("specimen", "spekimen", StringComparison.Ordinal)));
        yield return ("signed as a log signs", TwoOfThree, Plain + Cosigned(0) + Line(1, Time, Text, message: Text));
        yield return ("a time that was changed", TwoOfThree, Plain + Cosigned(0) + Line(1, Time, Text, shown: Time + 1));
        yield return ("a time before 1970", TwoOfThree, Plain + Cosigned(0) + Cosigned(1, -1));
        yield return ("a time in a far future", TwoOfThree, Plain + Cosigned(0) + Cosigned(1, long.MaxValue));
        yield return ("a signature that is too short", TwoOfThree, Plain + Cosigned(0) + Cut(1));
        yield return ("groups of groups", Nested, Plain + Cosigned(1) + Cosigned(2) + Cosigned(3));
        yield return ("groups of groups, one missing", Nested, Plain + Cosigned(0) + Cosigned(1) + Cosigned(2));
        yield return ("no note", TwoOfThree, Plain + "\u2014 a.example not-base64\n");
        yield return ("longer than a note may be", TwoOfThree, Plain + string.Concat(Enumerable.Repeat(Cosigned(0), 200)));
    }

    private static string Text { get; } = new Checkpoint("specimen.example/log", 7, SpecimenOffice.Digest("root")).ToString();

    private static string Plain { get; } = With(log => Encoding.UTF8.GetString(log.Sign(new Checkpoint("specimen.example/log", 7, SpecimenOffice.Digest("root")))));

    private static string LogKey { get; } = With(log => log.Key.ToString());

    private static JsonObject Policy(string text)
    {
        var read = WitnessPolicy.TryParseSigned(text, out var policy);
        return new JsonObject { ["text"] = text, ["words"] = read ? policy!.Words : null };
    }

    private static JsonObject Note(string name, string policy, string note)
    {
        Assert.True(WitnessPolicy.TryParseSigned(policy, out var parsed));
        var bytes = Encoding.UTF8.GetBytes(note);
        var signed = CheckpointNote.Cosignatures(bytes, parsed!.Witnesses.Select(w => w.Key)).Select(c => c.Key.Name).ToList();
        return new JsonObject
        {
            ["name"] = name,
            ["policy"] = policy,
            ["note"] = note,
            ["isNote"] = CheckpointNote.TryRead(bytes, out _),
            ["signed"] = new JsonArray([.. signed.Select(who => (JsonNode)who)]),
            ["enough"] = parsed.IsWitnessed(bytes),
        };
    }

    private static string With(Func<LogSigner, string> use)
    {
        using var log = new LogSigner("specimen.example/log", SpecimenOffice.Seed("log"));
        return use(log);
    }

    private static string Lines(int count) => string.Concat(Enumerable.Range(0, count).Select(i => $"witness {Names[i][0]} {Key(i)}\n"));

    private static SpecimenOffice.Key Seed(int i) => new("witness " + Names[i]);

    private static WitnessKey Key(int i) => WitnessKey.Of(Names[i], Seed(i).Public);

    private static string Cosigned(int i, long time = Time) => Line(i, time, Text);

    private static string Wrong(int i) => Line(i, Time, Text + "more\n");

    private static string Cut(int i) => new NoteSignature(Names[i], Key(i).Id, new byte[71]) + "\n";

    private static string Line(int i, long time, string text, uint? id = null, long? shown = null, string? message = null)
    {
        var signature = Seed(i).Sign(Encoding.UTF8.GetBytes(message ?? string.Create(CultureInfo.InvariantCulture, $"cosignature/v1\ntime {time}\n{text}")));
        var bytes = new byte[8 + signature.Length];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes, shown ?? time);
        signature.CopyTo(bytes, 8);
        return new NoteSignature(Names[i], id ?? Key(i).Id, bytes) + "\n";
    }
}
