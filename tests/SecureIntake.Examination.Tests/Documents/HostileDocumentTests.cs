using System.Diagnostics;
using SecureIntake.Examination.Documents;
using SecureIntake.Examination.Findings;
using SecureIntake.Specimens;

namespace SecureIntake.Examination.Tests.Documents;

/// <summary>Files that attack their parser: each ends in a finding, in time, and leaves nothing behind.</summary>
public sealed class HostileDocumentTests
{
    private static readonly Examiner Examiner = new(new ExaminerOptions(), TimeProvider.System);

    private static readonly Examiner HastyExaminer = new(new ExaminerOptions { Time = TimeSpan.FromSeconds(4) }, TimeProvider.System);

    [Fact]
    public async Task File_that_stalls_its_parser_is_left_when_its_time_is_over()
    {
        var clock = Stopwatch.StartNew();
        using var examination = await ExamineAsync(Hostile.StallingPdf(), HastyExaminer);
        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(15));
        AssertUnsafe(examination, Step.Pixels, Unsafe.Time);
        // What could be read apart from the pixels is still said.
        Assert.Contains(examination.Findings, f => f.Code == FindingCode.PdfPages);
        Assert.Empty(examination.Pages);
    }

    [Fact]
    public async Task First_half_of_a_file_cannot_be_opened()
    {
        using var examination = await ExamineAsync(Hostile.TruncatedPdf());
        AssertUnsafe(examination, Step.Structure, Unsafe.Damaged);
    }

    [Fact]
    public async Task Noise_behind_a_header_cannot_be_opened()
    {
        using var examination = await ExamineAsync(Hostile.CorruptPdf());
        AssertUnsafe(examination, Step.Structure, Unsafe.Damaged);
        AssertUnsafe(examination, Step.Pixels, Unsafe.Damaged);
        Assert.Empty(examination.Pages);
    }

    [Fact]
    public async Task Page_of_two_hundred_metres_costs_no_more_than_another()
    {
        using var examination = await ExamineAsync(Hostile.HugePagePdf());
        var page = Assert.Single(examination.Pages);
        Assert.InRange(Math.Max(page.Width, page.Height), 2399, 2401);
    }

    [Fact]
    public async Task Objects_without_number_are_more_than_we_read_and_the_page_is_still_shown()
    {
        using var examination = await ExamineAsync(Hostile.ManyObjectsPdf());
        Assert.False(examination.OpenedSafely);
        // Which limit is met first depends on how busy the machine is; that one is met does not.
        string[] limits = [Unsafe.Output.ToWire(), Unsafe.Time.ToWire()];
        Assert.Contains(examination.Findings, f =>
            f.Code == FindingCode.CannotOpenSafely && f["step"] == Step.Structure.ToWire() && limits.Contains(f["reason"]));
        Assert.Single(examination.Pages);
    }

    [Fact]
    public async Task Pages_that_contain_each_other_end_in_a_finding()
    {
        using var examination = await ExamineAsync(Hostile.LoopingPdf());
        Assert.False(examination.OpenedSafely);
    }

    [Fact]
    public async Task More_pages_than_we_open_are_left_to_a_person()
    {
        using var most = await ExamineAsync(Hostile.ManyPagesPdf(200));
        Assert.True(most.OpenedSafely);
        Assert.Equal((200, 20), (most.TotalPages, most.Pages.Count));
        using var more = await ExamineAsync(Hostile.ManyPagesPdf(201));
        AssertUnsafe(more, Step.Structure, Unsafe.TooManyPages);
        Assert.Equal((201, 0), (more.TotalPages, more.Pages.Count));
    }

    public static TheoryData<string, Func<Specimen>> PixelBombs => new() { { "png", Hostile.PngBomb }, { "jpeg", Hostile.JpegBomb } };

    [Theory]
    [MemberData(nameof(PixelBombs))]
    public async Task Picture_that_claims_65_000_by_65_000_is_refused_before_memory_is_taken(string _, Func<Specimen> specimen)
    {
        var clock = Stopwatch.StartNew();
        using var examination = await ExamineAsync(specimen());
        AssertUnsafe(examination, Step.Pixels, Unsafe.TooManyPixels);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10));
        Assert.Empty(examination.Pages);
    }

    [Fact]
    public async Task Picture_whose_data_unpack_to_more_than_it_says_stays_small()
    {
        using var examination = await ExamineAsync(Hostile.PngDataBomb());
        Assert.All(examination.Pages, p => Assert.Equal((100, 100), (p.Width, p.Height)));
    }

    [Fact]
    public async Task First_third_of_a_photo_gives_a_finding_or_a_copy_and_no_failure()
    {
        using var examination = await ExamineAsync(Hostile.TruncatedJpeg());
        Assert.NotEmpty(examination.Findings);
        Assert.All(examination.Pages, ExaminerTests.AssertOnlyPixels);
    }

    [Fact]
    public async Task Unknown_type_is_never_opened()
    {
        using var examination = await ExamineAsync(Hostile.WebPage());
        AssertUnsafe(examination, Step.Type, Unsafe.UnknownType);
        Assert.Equal(2, examination.Findings.Count);
    }

    [Fact]
    public async Task Empty_file_is_of_unknown_type()
    {
        using var examination = await Examiner.ExamineAsync(ReadOnlyMemory<byte>.Empty, "image/png", null, TestContext.Current.CancellationToken);
        AssertUnsafe(examination, Step.Type, Unsafe.UnknownType);
    }

    [Fact]
    public async Task File_over_the_limit_is_never_opened()
    {
        var small = new Examiner(new ExaminerOptions { MaxFileBytes = 1000 }, TimeProvider.System);
        using var examination = await ExamineAsync(MadeUp.Png(), small);
        var finding = Assert.Single(examination.Findings);
        Assert.Equal(("size", "too-large"), (finding["step"], finding["reason"]));
    }

    [Fact]
    public async Task Nothing_of_a_document_is_left_in_any_folder_of_this_machine()
    {
        var folders = new[] { Path.GetTempPath(), "/var/tmp", "/dev/shm", "/run", Environment.CurrentDirectory };
        var before = folders.SelectMany(Entries).ToHashSet(StringComparer.Ordinal);
        using var whole = await ExamineAsync(MadeUp.PhoneJpeg());
        using var stalled = await ExamineAsync(Hostile.StallingPdf(), HastyExaminer);
        // Other processes may make files meanwhile; none of them may hold a document.
        foreach (var path in folders.SelectMany(Entries).Where(p => !before.Contains(p) && File.Exists(p)))
        {
            var start = new byte[16];
            try
            {
                // Nothing is in it, or it is a pipe of another process, which would keep us waiting for its other end.
                if (new FileInfo(path).Length == 0)
                    continue;
                await using var file = File.OpenRead(path);
                _ = await file.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, TestContext.Current.CancellationToken);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                continue;
            }
            Assert.Null(FileKindSniffer.Of(start));
        }
    }

    [Fact]
    public async Task No_process_outlives_a_stalled_examination()
    {
        using var examination = await ExamineAsync(Hostile.StallingPdf(), HastyExaminer);
        // Other tests read papers at the same time, each for a moment; one that outlived this examination would stall for 25 seconds of a core.
        var patience = Stopwatch.StartNew();
        foreach (var reader in Process.GetProcessesByName("pdftoppm").Where(process => IsChildOfThisProcess(process.Id)))
        {
            using (reader)
            {
                while (!reader.HasExited)
                {
                    Assert.InRange(patience.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(12));
                    await Task.Delay(50, TestContext.Current.CancellationToken);
                }
            }
        }
    }

    private static IEnumerable<string> Entries(string folder)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(folder).ToArray();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static bool IsChildOfThisProcess(int id)
    {
        for (var parent = id; parent > 1;)
        {
            if (parent == Environment.ProcessId)
                return true;
            try
            {
                var stat = File.ReadAllText($"/proc/{parent}/stat");
                parent = int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1]);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }
        return false;
    }

    private static async Task<Examination.Documents.Examination> ExamineAsync(Specimen specimen, Examiner? examiner = null) =>
        await (examiner ?? Examiner).ExamineAsync(specimen.Bytes, specimen.MediaType, null, TestContext.Current.CancellationToken);

    private static void AssertUnsafe(Examination.Documents.Examination examination, Step step, Unsafe reason) =>
        Assert.Contains(examination.Findings, f => f.Code == FindingCode.CannotOpenSafely && f["step"] == step.ToWire() && f["reason"] == reason.ToWire());
}
