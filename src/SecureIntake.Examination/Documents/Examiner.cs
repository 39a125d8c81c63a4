using SecureIntake.Examination.Findings;

namespace SecureIntake.Examination.Documents;

/// <summary>Examines one file: what it truly is, what it says of itself, and a copy of its looks that is safe to open.</summary>
/// <remarks>
/// No parser of documents runs in this process. Here we look at first bytes, count words, and read the tools' JSON and bare pixels;
/// whatever a hostile file does to a tool ends in a finding <see cref="FindingCode.CannotOpenSafely"/>.
/// </remarks>
public sealed class Examiner(ExaminerOptions options, TimeProvider clock)
{
    /// <summary>Examines a file. Nothing of it is written anywhere; the caller wipes it.</summary>
    /// <param name="file">All of it; longer than <see cref="ExaminerOptions.MaxFileBytes"/> is not opened.</param>
    /// <param name="claimedType">The media type that its sender gave.</param>
    /// <param name="received">The day on which it was received, where that is known.</param>
    /// <param name="cancel">Ends the examination and throws.</param>
    /// <exception cref="Sandbox.SandboxUnavailableException">This machine has no sandbox.</exception>
    public async Task<Examination> ExamineAsync(ReadOnlyMemory<byte> file, string claimedType, DateOnly? received, CancellationToken cancel)
    {
        if (file.Length > options.MaxFileBytes)
            return Unopened(Step.Size, Unsafe.TooLarge);
        var run = new DocumentRun(file, options, clock, cancel);
        if (FileKindSniffer.Of(file.Span) is not { } kind)
        {
            run.Add(FindingCode.Type.At(Level.CannotTell, claimedType));
            run.CannotOpen(Step.Type, Unsafe.UnknownType);
            return new(run.Findings, [], 0);
        }
        run.Add(string.Equals(claimedType, kind.MediaType(), StringComparison.Ordinal)
            ? FindingCode.Type.At(Level.Pass, claimedType)
            : FindingCode.Type.At(Level.Note, claimedType, kind.MediaType()));
        return kind switch
        {
            FileKind.Pdf => await PdfExamination.RunAsync(run),
            FileKind.Jpeg or FileKind.Png => await ImageExamination.RunAsync(run, received),
            _ => throw new InvalidOperationException(),
        };
    }

    /// <summary>The examination of a file that was never opened.</summary>
    public static Examination Unopened(Step step, Unsafe reason) =>
        new([FindingCode.CannotOpenSafely.At(Level.CannotTell, step.ToWire(), reason.ToWire())], [], 0);
}
