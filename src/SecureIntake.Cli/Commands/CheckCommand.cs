using System.CommandLine;
using SecureIntake.Cli.Examining;
using SecureIntake.Examination.Checks;
using SecureIntake.Examination.Documents;
using SecureIntake.Examination.Findings;

namespace SecureIntake.Cli.Commands;

/// <summary>
/// <c>check</c>: what the worker's stage <c>examine</c> would find in papers that are at hand in clear, and in the numbers that a person keyed from
/// them. Sentences for people on standard error; with <c>--json</c> one object a paper on standard output.
/// </summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var mrz = new Option<string[]>("--mrz") { Description = "The lines of the machine-readable zone, typed by hand; one option a line.", DefaultValueFactory = _ => [] };
        var prc = new Option<string?>("--prc-id") { Description = "A Chinese resident identity number, typed by hand." };
        var iin = new Option<string?>("--iin") { Description = "A Kazakh identification number (IIN), typed by hand." };
        var issued = DayOption.Create("--issued", "The day of issue printed on the paper (YYYY-MM-DD).");
        var received = DayOption.Create("--received", "The day on which the papers were received (YYYY-MM-DD).");
        var strict = new Option<bool>("--strict") { Description = "End with 1 where anything is a conflict." };
        var json = JsonLine.Option();
        var files = new Argument<string[]>("file") { Description = "Papers: PDF, JPEG or PNG; - for standard input.", Arity = ArgumentArity.ZeroOrMore };
        var command = new ToolCommand("check", "Examine papers in a sandbox and say what stands out.", "secureintake check passport.jpg", "secureintake check --iin 890524286846") { files, mrz, prc, iin, issued, received, strict, json };
        command.Validators.Add(result =>
        {
            var keyed = result.GetValue(mrz)!.Length > 0 || result.GetValue(prc) is not null || result.GetValue(iin) is not null;
            var papers = result.GetValue(files)!.Length;
            if (papers == 0 && !keyed) result.AddError("what should be checked? Give a file, or a number with --mrz, --prc-id or --iin");
            if (papers > 1 && keyed) result.AddError("--mrz, --prc-id and --iin belong to one paper: give one file");
        });
        command.SetAction(async (parsed, cancel) =>
        {
            var keyed = new Keyed(parsed.GetValue(mrz)!, parsed.GetValue(prc), parsed.GetValue(iin), parsed.GetValue(issued));
            var report = new Report(parsed.GetValue(json));
            var typed = keyed.Check(DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime));
            var papers = parsed.GetValue(files)!;
            foreach (var paper in papers)
            {
                using var examination = await Paper.ExamineAsync(paper, parsed.GetValue(received), new ExaminerOptions(), cancel);
                report.Add(paper, examination.OpenedSafely, [.. examination.Findings, .. typed]);
            }
            if (papers.Length == 0) report.Add(null, openedSafely: true, typed);
            return report.Unsafe || (parsed.GetValue(strict) && report.Conflicting) ? ExitCode.Refused : ExitCode.Fine;
        });
        return command;
    }

    /// <summary>Says each paper's findings as soon as they are there.</summary>
    private sealed class Report(bool json)
    {
        private readonly FindingWords _words = FindingWords.Read();

        /// <summary>Whether some paper could not be opened safely.</summary>
        public bool Unsafe { get; private set; }

        /// <summary>Whether some finding is a conflict.</summary>
        public bool Conflicting { get; private set; }

        public void Add(string? paper, bool openedSafely, IReadOnlyList<Finding> findings)
        {
            Unsafe |= !openedSafely;
            Conflicting |= findings.Any(finding => finding.Level == Level.Conflict);
            CommandLine.Say($"{paper ?? "what was typed"}:");
            foreach (var finding in findings) CommandLine.Say("  " + _words.Line(finding));
            if (json) Write(paper, openedSafely, findings);
        }

        // The members of finding.json (Sealing/FORMAT.md §2), about a file instead of a part.
        private static void Write(string? paper, bool openedSafely, IReadOnlyList<Finding> findings) => JsonLine.Write(writer =>
        {
            writer.WriteNumber("v", 1);
            if (paper is not null) writer.WriteString("file", paper);
            writer.WriteString("stage", "examine");
            writer.WriteBoolean("openedSafely", openedSafely);
            writer.WriteStartArray("findings");
            foreach (var finding in findings) finding.WriteTo(writer);
            writer.WriteEndArray();
        });
    }
}
