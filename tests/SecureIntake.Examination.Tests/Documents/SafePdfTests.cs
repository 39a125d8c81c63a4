using System.Text;
using SecureIntake.Examination.Documents;
using SecureIntake.Examination.Findings;
using SecureIntake.Specimens;
using SkiaSharp;

namespace SecureIntake.Examination.Tests.Documents;

/// <summary>The safe copy as a PDF, read again by the tools that read every other PDF.</summary>
public sealed class SafePdfTests
{
    private static readonly Examiner Examiner = new(new ExaminerOptions(), TimeProvider.System);

    [Fact]
    public async Task Every_page_is_there_upright_and_nothing_of_the_document_but_its_look()
    {
        var specimen = Hostile.ActivePdf();
        using var original = await ExamineAsync(specimen.Bytes);
        var copy = Copy(original);
        using var again = await ExamineAsync(copy);
        Assert.True(again.OpenedSafely);
        Assert.Equal((original.TotalPages, original.Pages.Count), (again.TotalPages, again.Pages.Count));
        Assert.DoesNotContain(again.Findings, f => f.Level is Level.Note or Level.Conflict);
        Assert.Equal(Level.CannotTell, Assert.Single(again.Findings, f => f.Code == FindingCode.PdfProducer).Level);
        Assert.Equal(Level.CannotTell, Assert.Single(again.Findings, f => f.Code == FindingCode.PdfDates).Level);
        var words = Encoding.Latin1.GetString(copy);
        foreach (var word in new[] { "/Info", "/ID", "/Font", "/JavaScript", "/Metadata", "/Annot" }) Assert.DoesNotContain(word, words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_keeps_its_size_and_its_look()
    {
        using var original = await ExamineAsync(MadeUp.Pdf().Bytes);
        using var again = await ExamineAsync(Copy(original));
        for (var i = 0; i < original.Pages.Count; i++)
        {
            Assert.Equal((original.Pages[i].Width, original.Pages[i].Height), (again.Pages[i].Width, again.Pages[i].Height));
            using var first = SKBitmap.Decode(original.Pages[i].Png);
            using var second = SKBitmap.Decode(again.Pages[i].Png);
            // The page is measured in hundredths of a point, so that the reader resamples by a hair: edges move, nothing else does.
            Assert.InRange(first.Pixels.Zip(second.Pixels).Average(pair => Difference(pair.First, pair.Second)), 0, 2);
        }
    }

    [Fact]
    public async Task The_same_pages_give_the_same_bytes()
    {
        using var original = await ExamineAsync(MadeUp.Pdf().Bytes);
        Assert.Equal(Copy(original), Copy(original));
    }

    private static int Difference(SKColor a, SKColor b) =>
        Math.Max(Math.Abs(a.Red - b.Red), Math.Max(Math.Abs(a.Green - b.Green), Math.Abs(a.Blue - b.Blue)));

    private static byte[] Copy(Examination.Documents.Examination examination)
    {
        using var output = new MemoryStream();
        SafePdf.Write(examination.Pages, output);
        return output.ToArray();
    }

    private static Task<Examination.Documents.Examination> ExamineAsync(ReadOnlyMemory<byte> pdf) =>
        Examiner.ExamineAsync(pdf, "application/pdf", null, TestContext.Current.CancellationToken);
}
