using System.Globalization;
using SecureIntake.Examination.Findings;
using SecureIntake.Examination.Sandbox;

namespace SecureIntake.Examination.Documents;

/// <summary>A PDF: its objects by qpdf, its looks by poppler. The two see the file apart, so one may fail without the other.</summary>
internal static class PdfExamination
{
    // Objects without their streams, for 200 pages of office text some 3 MB.
    private const int MaxJsonBytes = 32 * 1024 * 1024;

    // qpdf: 0 clean, 3 with warnings that it could repair.
    private static readonly int[] GoodQpdf = [0, 3];

    public static async Task<Examination> RunAsync(DocumentRun run)
    {
        run.Add(PdfRevisions.Count(run.File.Span) is var count and > 1
            ? FindingCode.PdfRevisions.At(Level.Note, Number(count))
            : FindingCode.PdfRevisions.At(Level.Pass, "1"));
        var (facts, fault) = await ReadStructureAsync(run);
        if (fault is { } reason)
            run.CannotOpen(Step.Structure, reason);
        if (fault is Unsafe.Password or Unsafe.TooManyPages)
            return new(run.Findings, [], facts?.Pages ?? 0);
        var pages = await RenderAsync(run);
        if (facts is not null)
            Report(run, facts, pages.Count);
        return new(run.Findings, pages, facts?.Pages ?? pages.Count);
    }

    private static async Task<(PdfFacts? Facts, Unsafe? Fault)> ReadStructureAsync(DocumentRun run)
    {
        var (json, outcome) = await run.ReadAllAsync(
            ["/usr/bin/qpdf", "--json=2", "--json-key=qpdf", "--json-key=pages", "--json-key=encrypt", SandboxLauncher.InputPath], MaxJsonBytes);
        if (DocumentRun.Fault(outcome, GoodQpdf) is { } fault)
            return (null, fault == Unsafe.Damaged && await TakesPasswordAsync(run) ? Unsafe.Password : fault);
        return PdfFacts.Parse(json) switch
        {
            null => (null, Unsafe.Damaged),
            { Pages: var pages } facts when pages > run.Options.MaxPages => (facts, Unsafe.TooManyPages),
            var facts => (facts, null),
        };
    }

    // qpdf ends with 0 when it would need another password than the empty one.
    private static async Task<bool> TakesPasswordAsync(DocumentRun run)
    {
        var (_, outcome) = await run.ReadAllAsync(["/usr/bin/qpdf", "--requires-password", SandboxLauncher.InputPath], 1024);
        if (outcome is not SandboxOutcome.Finished(0))
            return false;
        run.Add(FindingCode.PdfEncrypted.At(Level.CannotTell, "no"));
        return true;
    }

    private static async Task<List<SafePage>> RenderAsync(DocumentRun run)
    {
        // poppler rounds up: a square page comes out a pixel wider than asked for.
        var side = run.Options.CopySide + 1;
        var pages = new List<SafePage>();
        // The side decides the resolution, so a page of 200 metres costs no more than a receipt.
        var outcome = await run.RunAsync(
            ["/usr/bin/pdftoppm", "-f", "1", "-l", Number(run.Options.CopyPages), "-scale-to", Number(run.Options.CopySide), SandboxLauncher.InputPath],
            (long)run.Options.CopyPages * ((long)side * side * 3 + 64),
            async (stream, cancel) =>
            {
                while (pages.Count < run.Options.CopyPages && await PpmReader.ReadAsync(stream, side, cancel) is { } image)
                {
                    using (image)
                        pages.Add(new(image.Width, image.Height, PngWriter.Encode(image)));
                }
            });
        // Pages that came before the fault are as good as any.
        if (DocumentRun.Fault(outcome, 0) is { } fault)
            run.CannotOpen(Step.Pixels, fault);
        else if (pages.Count == 0)
            run.CannotOpen(Step.Pixels, Unsafe.Damaged);
        return pages;
    }

    private static void Report(DocumentRun run, PdfFacts facts, int copied)
    {
        run.Add(FindingCode.PdfPages.At(Level.Pass, Number(facts.Pages), Number(copied)));
        run.Add(facts.Active.Count > 0
            ? FindingCode.PdfActive.At(Level.Note, string.Join(' ', facts.Active))
            : FindingCode.PdfActive.At(Level.Pass));
        if (facts.Encrypted)
            run.Add(FindingCode.PdfEncrypted.At(Level.CannotTell, "yes"));
        run.Add(Producer(facts));
        run.Add(Dates(facts));
    }

    private static Finding Producer(PdfFacts facts)
    {
        string[] programs = [.. new[] { facts.Producer, facts.Creator }.OfType<string>().Distinct(StringComparer.Ordinal)];
        if (programs.Length == 0)
            return FindingCode.PdfProducer.At(Level.CannotTell);
        var editor = Array.Find(programs, EditingPrograms.Contains);
        return editor is null ? FindingCode.PdfProducer.At(Level.Pass, programs[0]) : FindingCode.PdfProducer.At(Level.Note, editor);
    }

    private static Finding Dates(PdfFacts facts) => (facts.Created, facts.Modified) switch
    {
        ({ } created, { } modified) when modified != created => FindingCode.PdfDates.At(Level.Note, Day(created), Day(modified)),
        ({ } created, _) => FindingCode.PdfDates.At(Level.Pass, Day(created)),
        _ => FindingCode.PdfDates.At(Level.CannotTell),
    };

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
