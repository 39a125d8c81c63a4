namespace SecureIntake.Examination.Documents;

/// <summary>Limits of an examination; what goes beyond is "cannot tell" and left to a person. Domain reference, 5.9.</summary>
public sealed record ExaminerOptions
{
    /// <summary>Longest file that is opened, in bytes.</summary>
    public int MaxFileBytes { get; init; } = 100_000_000;

    /// <summary>Most pages of a PDF that is shown.</summary>
    public int MaxPages { get; init; } = 200;

    /// <summary>Longest side of a picture that is unpacked, in pixels.</summary>
    public int MaxSide { get; init; } = 20_000;

    /// <summary>Most pixels of a picture that is unpacked.</summary>
    public long MaxPixels { get; init; } = 100_000_000;

    /// <summary>Pages of a PDF that a safe copy holds.</summary>
    public int CopyPages { get; init; } = 20;

    /// <summary>Longest side of a page of a safe copy, in pixels: A4 at about 200 dots an inch.</summary>
    public int CopySide { get; init; } = 2_400;

    /// <summary>For all steps of one file together.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(30);
}
