using System.CommandLine;
using SecureIntake.Cli.Examining;
using SecureIntake.Cli.Files;
using SecureIntake.Examination.Documents;
using SecureIntake.Examination.Findings;

namespace SecureIntake.Cli.Commands;

/// <summary><c>sanitise</c>: the safe copy of a paper as a file: its look as bare pixels, encoded anew. Nothing else of the paper is in it.</summary>
internal static class SanitiseCommand
{
    private static readonly ExaminerOptions Usual = new();

    public static Command Create()
    {
        var output = new Option<string>("--out", "-o") { Description = "The safe copy: a name that ends in .pdf, or in .png for one page.", Required = true };
        var pages = new Option<int?>("--pages") { Description = $"How many pages to copy at most, from the first on; {Usual.CopyPages} without it." };
        var force = ForceOption.Create();
        var input = new Argument<string>("file") { Description = "The paper: PDF, JPEG or PNG; - for standard input." };
        var command = new ToolCommand("sanitise", "Make a copy of a paper that is safe to open: its look and nothing else.", "secureintake sanitise letter.pdf --out letter-safe.pdf") { input, output, force, pages };
        command.Validators.Add(result =>
        {
            if (result.GetValue(output) is { } path && Extension(path) is not (".pdf" or ".png")) result.AddError("--out takes a name that ends in .pdf or .png");
            if (result.GetValue(pages) < 1) result.AddError("--pages is at least 1");
        });
        command.SetAction(async (parsed, cancel) =>
        {
            var path = parsed.GetRequiredValue(output);
            using var examination = await Paper.ExamineAsync(
                parsed.GetRequiredValue(input), received: null, Usual with { CopyPages = parsed.GetValue(pages) ?? Usual.CopyPages }, cancel);
            if (!examination.OpenedSafely) throw CommandFailedException.Refused(Reasons(examination));
            if (Extension(path) == ".png" && examination.TotalPages > 1)
                throw CommandFailedException.Refused($"the paper has {examination.TotalPages} pages and a picture holds one: give a name that ends in .pdf");
            using var file = OutputFile.At(path, parsed.GetValue(force), parsed.GetRequiredValue(input));
            if (Extension(path) == ".png") file.Stream.Write(examination.Pages[0].Png);
            else SafePdf.Write(examination.Pages, file.Stream);
            file.Commit();
            if (examination.Pages.Count < examination.TotalPages)
                CommandLine.Say($"the copy holds the first {examination.Pages.Count} of {examination.TotalPages} pages; --pages copies more");
            return ExitCode.Fine;
        });
        return command;
    }

    private static string Extension(string path) => Path.GetExtension(path).ToLowerInvariant();

    private static string Reasons(Examination.Documents.Examination examination)
    {
        var words = FindingWords.Read();
        return string.Join(' ', examination.Findings.Where(finding => finding.Code == FindingCode.CannotOpenSafely).Select(words.Sentence));
    }
}
