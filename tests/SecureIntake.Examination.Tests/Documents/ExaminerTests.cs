using SecureIntake.Examination.Documents;
using SecureIntake.Examination.Findings;
using SecureIntake.Specimens;
using SkiaSharp;

namespace SecureIntake.Examination.Tests.Documents;

/// <summary>The real tools in the real sandbox on made-up documents, against their answer keys.</summary>
public sealed class ExaminerTests
{
    private static readonly Examiner Examiner = new(new ExaminerOptions(), TimeProvider.System);

    [Fact]
    public async Task Notice_has_its_pages_producer_and_date_and_nothing_odd()
    {
        var specimen = MadeUp.Pdf();
        using var examination = await ExamineAsync(specimen);
        Assert.True(examination.OpenedSafely);
        Assert.All(examination.Findings, f => Assert.Equal(Level.Pass, f.Level));
        Assert.Equal("application/pdf", One(examination, FindingCode.Type)["found"]);
        Assert.Equal(("2", "2"), (One(examination, FindingCode.PdfPages)["pages"], One(examination, FindingCode.PdfPages)["copied"]));
        Assert.Equal(specimen.Producer, One(examination, FindingCode.PdfProducer)["producer"]);
        Assert.Equal(specimen.Created.ToString("yyyy-MM-dd"), One(examination, FindingCode.PdfDates)["created"]);
        Assert.Equal(specimen.Pages, examination.Pages.Count);
        Assert.All(examination.Pages, p => Assert.Equal((2400, true), (p.Height, ShowsInk(p))));
    }

    [Fact]
    public async Task Second_save_on_top_of_the_first_is_noted()
    {
        using var examination = await ExamineAsync(MadeUp.PdfSavedTwice());
        var revisions = One(examination, FindingCode.PdfRevisions);
        Assert.Equal((Level.Note, "2"), (revisions.Level, revisions["count"]));
        Assert.Equal(2, examination.Pages.Count);
    }

    [Fact]
    public async Task Active_content_is_named_and_none_of_it_is_in_the_copy()
    {
        using var examination = await ExamineAsync(Hostile.ActivePdf());
        var active = One(examination, FindingCode.PdfActive);
        Assert.Equal((Level.Note, "AA EmbeddedFile JavaScript Launch OpenAction XFA"), (active.Level, active["kinds"]));
        AssertOnlyPixels(Assert.Single(examination.Pages));
    }

    [Fact]
    public async Task Script_whose_name_is_spelled_with_escapes_is_found()
    {
        using var examination = await ExamineAsync(Hostile.HiddenScriptPdf());
        Assert.Equal("JavaScript OpenAction", One(examination, FindingCode.PdfActive)["kinds"]);
    }

    [Fact]
    public async Task Password_cannot_be_told_and_nothing_is_shown()
    {
        using var examination = await ExamineAsync(Hostile.EncryptedPdf("specimen"));
        Assert.Equal("no", One(examination, FindingCode.PdfEncrypted)["opens"]);
        AssertUnsafe(examination, "structure", "password");
        Assert.Empty(examination.Pages);
    }

    [Fact]
    public async Task Encrypted_without_a_password_is_shown_and_said_so()
    {
        using var examination = await ExamineAsync(Hostile.EncryptedPdf(""));
        Assert.Equal("yes", One(examination, FindingCode.PdfEncrypted)["opens"]);
        Assert.Equal(2, examination.Pages.Count);
    }

    [Fact]
    public async Task Photo_of_a_phone_has_its_camera_dates_and_preview_and_is_turned_upright()
    {
        var specimen = MadeUp.PhoneJpeg();
        using var examination = await ExamineAsync(specimen, received: new DateOnly(2019, 6, 1));
        Assert.True(examination.OpenedSafely);
        Assert.All(examination.Findings, f => Assert.Equal(Level.Pass, f.Level));
        Assert.Equal((specimen.Make, specimen.Model), (One(examination, FindingCode.ImageCamera)["make"], One(examination, FindingCode.ImageCamera)["model"]));
        Assert.Equal("2019-05-03 11:42:07", One(examination, FindingCode.ImageDates)["taken"]);
        Assert.Equal(("3264", "2448"), (One(examination, FindingCode.ImageSize)["width"], One(examination, FindingCode.ImageSize)["height"]));
        Assert.Equal(FindingCode.ImageThumbnail, One(examination, FindingCode.ImageThumbnail).Code);
        var page = Assert.Single(examination.Pages);
        Assert.Equal((1800, 2400), (page.Width, page.Height));
        AssertOnlyPixels(page);
    }

    [Fact]
    public async Task Position_is_said_to_be_present_and_never_where()
    {
        using var examination = await ExamineAsync(MadeUp.PhoneJpeg());
        Assert.Equal("yes", One(examination, FindingCode.ImagePosition)["present"]);
        Assert.DoesNotContain(examination.Findings.SelectMany(f => f.Values), v => v.Value.Contains("43", StringComparison.Ordinal) && v.Value.Contains("77", StringComparison.Ordinal));
        Assert.Single(One(examination, FindingCode.ImagePosition).Values);
    }

    [Fact]
    public async Task Editor_later_date_and_alien_preview_are_noted()
    {
        using var examination = await ExamineAsync(MadeUp.EditedJpeg());
        Assert.Equal(Level.Note, One(examination, FindingCode.ImageEditor).Level);
        Assert.Equal("2020-06-06 11:42:07", One(examination, FindingCode.ImageDates)["modified"]);
        var preview = One(examination, FindingCode.ImageThumbnail);
        Assert.Equal(Level.Note, preview.Level);
        Assert.InRange(double.Parse(preview["difference"]), 0.4, 2);
    }

    [Theory]
    [InlineData("2019-05-02", Level.Pass)]
    [InlineData("2019-05-01", Level.Conflict)]
    public async Task Taken_after_it_was_received_is_a_conflict_given_a_day_for_time_zones(string received, Level level)
    {
        using var examination = await ExamineAsync(MadeUp.PhoneJpeg(), DateOnly.Parse(received));
        Assert.Equal(level, One(examination, FindingCode.ImageDates).Level);
    }

    [Fact]
    public async Task Picture_that_a_messenger_sent_on_is_noted()
    {
        using var examination = await ExamineAsync(MadeUp.ForwardedJpeg());
        Assert.Equal(Level.Note, One(examination, FindingCode.ImageForwarded).Level);
        Assert.Equal(Level.CannotTell, One(examination, FindingCode.ImageCamera).Level);
        Assert.True(examination.OpenedSafely);
    }

    [Fact]
    public async Task Passport_is_shown_at_its_own_size_pixel_for_pixel()
    {
        var specimen = MadeUp.Passport();
        using var examination = await ExamineAsync(specimen);
        var page = Assert.Single(examination.Pages);
        Assert.Equal((specimen.Width, specimen.Height), (page.Width, page.Height));
        using var original = SKBitmap.Decode(specimen.Bytes);
        using var copy = SKBitmap.Decode(page.Png);
        Assert.Equal(original.Pixels, copy.Pixels);
    }

    [Fact]
    public async Task Transparency_becomes_white()
    {
        using var examination = await ExamineAsync(MadeUp.Png());
        using var copy = SKBitmap.Decode(Assert.Single(examination.Pages).Png);
        Assert.Equal(SKColors.White, copy.GetPixel(0, 0));
    }

    [Fact]
    public async Task File_of_another_type_than_claimed_is_noted_and_opened_as_what_it_is()
    {
        using var examination = await Examiner.ExamineAsync(Hostile.PdfNamedJpeg().Bytes, "image/jpeg", null, TestContext.Current.CancellationToken);
        var type = One(examination, FindingCode.Type);
        Assert.Equal((Level.Note, "image/jpeg", "application/pdf"), (type.Level, type["claimed"], type["found"]));
        Assert.Equal(2, examination.Pages.Count);
    }

    [Fact]
    public async Task Wiping_leaves_no_pixel()
    {
        var examination = await ExamineAsync(MadeUp.Png());
        examination.Dispose();
        Assert.All(examination.Pages[0].Png, b => Assert.Equal(0, b));
    }

    private static async Task<Examination.Documents.Examination> ExamineAsync(Specimen specimen, DateOnly? received = null) =>
        await Examiner.ExamineAsync(specimen.Bytes, specimen.MediaType, received, TestContext.Current.CancellationToken);

    private static Finding One(Examination.Documents.Examination examination, FindingCode code) => Assert.Single(examination.Findings, f => f.Code == code);

    private static void AssertUnsafe(Examination.Documents.Examination examination, string step, string reason)
    {
        Assert.False(examination.OpenedSafely);
        Assert.Contains(examination.Findings, f => f.Code == FindingCode.CannotOpenSafely && f["step"] == step && f["reason"] == reason);
    }

    private static bool ShowsInk(SafePage page)
    {
        using var bitmap = SKBitmap.Decode(page.Png);
        return bitmap.Pixels.Any(p => p.Red < 80) && bitmap.Pixels.Count(p => p == SKColors.White) > bitmap.Width * bitmap.Height / 2;
    }

    /// <summary>Three chunks, and none that could carry text, a date or a profile.</summary>
    internal static void AssertOnlyPixels(SafePage page)
    {
        var types = new List<string>();
        for (var at = 8; at < page.Png.Length;)
        {
            var length = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(page.Png.AsSpan(at));
            types.Add(System.Text.Encoding.ASCII.GetString(page.Png, at + 4, 4));
            at += 12 + length;
        }
        Assert.Equal("IHDR IDAT IEND", string.Join(' ', types));
    }
}
