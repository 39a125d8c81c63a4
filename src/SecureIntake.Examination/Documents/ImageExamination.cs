using System.Globalization;
using SecureIntake.Examination.Findings;
using SecureIntake.Examination.Sandbox;

namespace SecureIntake.Examination.Documents;

/// <summary>A JPEG or PNG: what it says of itself by exiftool, its pixels by libvips.</summary>
internal static class ImageExamination
{
    private const int MaxJsonBytes = 64 * 1024;

    // EXIF keeps a preview in one segment of 64 KB.
    private const int MaxPreviewBytes = 64 * 1024;

    // Large enough to compare, small enough to unpack in no time.
    private const int CompareSide = 96;

    /// <summary>Below this correlation of brightness two pictures are not of one scene. A proposal of the project, not measured.</summary>
    private const double Alike = 0.6;

    public static async Task<Examination> RunAsync(DocumentRun run, DateOnly? received)
    {
        var facts = await ReadMetadataAsync(run);
        // Without a size nothing is unpacked: 65,000 × 65,000 must be refused before memory is taken.
        if (facts is null)
            return new(run.Findings, [], 1);
        if (Math.Max(facts.Width, facts.Height) > run.Options.MaxSide || (long)facts.Width * facts.Height > run.Options.MaxPixels)
        {
            run.CannotOpen(Step.Pixels, Unsafe.TooManyPixels);
            return new(run.Findings, [], 1);
        }
        var (image, fault) = await DecodeAsync(run, run.File, run.Options.CopySide, turn: true);
        if (fault is { } reason)
            run.CannotOpen(Step.Pixels, reason);
        Report(run, facts, received);
        if (image is null)
            return new(run.Findings, [], 1);
        using (image)
        {
            if (facts.HasPreview)
                run.Add(await ComparePreviewAsync(run));
            return new(run.Findings, [new(image.Width, image.Height, PngWriter.Encode(image))], 1);
        }
    }

    private static async Task<ImageFacts?> ReadMetadataAsync(DocumentRun run)
    {
        var (json, outcome) = await run.ReadAllAsync(["/usr/bin/exiftool", "-j", "-n", "-G", .. ImageFacts.Tags, SandboxLauncher.InputPath], MaxJsonBytes);
        var fault = DocumentRun.Fault(outcome, 0);
        var facts = fault is null ? ImageFacts.Parse(json) : null;
        if (facts is null)
            run.CannotOpen(Step.Metadata, fault ?? Unsafe.Damaged);
        return facts;
    }

    /// <summary>Pixels on white, at most so large, turned upright if asked for. A colour profile is dropped, not applied: libvips would
    /// also pass pictures without one through two conversions, which darkens shadows.</summary>
    private static async Task<(RgbImage? Image, Unsafe? Fault)> DecodeAsync(DocumentRun run, ReadOnlyMemory<byte> input, int side, bool turn)
    {
        RgbImage? image = null;
        var outcome = await run.RunOnAsync(input,
            ["/usr/bin/vips", "thumbnail", SandboxLauncher.InputPath, ".ppm[background=255]", side.ToString(CultureInfo.InvariantCulture),
                "--size", "down", .. turn ? Array.Empty<string>() : ["--no-rotate"]],
            (long)side * side * 3 + 256,
            async (stream, cancel) => image = await PpmReader.ReadAsync(stream, side, cancel));
        if (DocumentRun.Fault(outcome, 0) is { } fault)
        {
            image?.Dispose();
            return (null, fault);
        }
        return (image, image is null ? Unsafe.Damaged : null);
    }

    private static void Report(DocumentRun run, ImageFacts facts, DateOnly? received)
    {
        var (width, height) = (Number(facts.Width), Number(facts.Height));
        run.Add(FindingCode.ImageSize.At(Level.Pass, width, height));
        run.Add(facts.HasCamera
            ? FindingCode.ImageCamera.At(Level.Pass, facts.Make ?? "", facts.Model ?? "")
            : FindingCode.ImageCamera.At(Level.CannotTell));
        run.Add(facts.Software is { } software && EditingPrograms.Contains(software)
            ? FindingCode.ImageEditor.At(Level.Note, software)
            : FindingCode.ImageEditor.At(Level.Pass));
        run.Add(Dates(facts, received));
        run.Add(FindingCode.ImagePosition.At(Level.Pass, facts.HasPosition ? "yes" : "no"));
        run.Add(!facts.HasCamera && ForwardedSize.Matches(facts.Width, facts.Height)
            ? FindingCode.ImageForwarded.At(Level.Note, width, height)
            : FindingCode.ImageForwarded.At(Level.Pass));
    }

    private static Finding Dates(ImageFacts facts, DateOnly? received)
    {
        if (facts.Taken is not { } taken)
            return FindingCode.ImageDates.At(Level.CannotTell);
        // A camera's clock keeps local time, the day of receipt is UTC: up to fourteen hours apart.
        if (received is { } day && DateOnly.FromDateTime(taken) > day.AddDays(1))
            return FindingCode.ImageDates.At(Level.Conflict, Time(taken), day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        return facts.Modified is { } modified && modified != taken
            ? FindingCode.ImageDates.At(Level.Note, Time(taken), Time(modified))
            : FindingCode.ImageDates.At(Level.Pass, Time(taken));
    }

    /// <summary>Preview and picture are decoded as stored: the preview has no orientation of its own.</summary>
    private static async Task<Finding> ComparePreviewAsync(DocumentRun run)
    {
        var (bytes, outcome) = await run.ReadAllAsync(["/usr/bin/exiftool", "-b", "-EXIF:ThumbnailImage", SandboxLauncher.InputPath], MaxPreviewBytes);
        if (DocumentRun.Fault(outcome, 0) is not null || FileKindSniffer.Of(bytes) is not FileKind.Jpeg)
            return FindingCode.ImageThumbnail.At(Level.CannotTell);
        using var preview = (await DecodeAsync(run, bytes, CompareSide, turn: false)).Image;
        using var picture = (await DecodeAsync(run, run.File, CompareSide, turn: false)).Image;
        if (preview is null || picture is null)
            return FindingCode.ImageThumbnail.At(Level.CannotTell);
        var likeness = Likeness.Of(picture, preview);
        return likeness >= Alike
            ? FindingCode.ImageThumbnail.At(Level.Pass)
            : FindingCode.ImageThumbnail.At(Level.Note, (1 - likeness).ToString("0.00", CultureInfo.InvariantCulture));
    }

    private static string Time(DateTime time) => time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
