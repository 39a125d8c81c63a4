namespace SecureIntake.Examination.Documents;

/// <summary>Where an examination stood when it could not go on.</summary>
public enum Step
{
    /// <summary>Before anything was opened.</summary>
    Size,

    /// <summary>Telling what kind of file it is.</summary>
    Type,

    /// <summary>Reading what an image says of itself.</summary>
    Metadata,

    /// <summary>Reading the objects of a PDF.</summary>
    Structure,

    /// <summary>Turning pages into pixels.</summary>
    Pixels,
}

/// <summary>Why it could not go on.</summary>
public enum Unsafe
{
    /// <summary>The file is longer than we open.</summary>
    TooLarge,

    /// <summary>Not a kind of file that we open.</summary>
    UnknownType,

    /// <summary>More pixels than we unpack.</summary>
    TooManyPixels,

    /// <summary>More pages than we open.</summary>
    TooManyPages,

    /// <summary>It takes a password.</summary>
    Password,

    /// <summary>Its parser ran out of time.</summary>
    Time,

    /// <summary>Its parser wrote too much.</summary>
    Output,

    /// <summary>Its parser crashed or ran out of memory.</summary>
    Crash,

    /// <summary>Its parser refused it as damaged.</summary>
    Damaged,
}

/// <summary>The spelling of both in findings.</summary>
internal static class StepSpelling
{
    public static string ToWire(this Step step) => step switch
    {
        Step.Size => "size",
        Step.Type => "type",
        Step.Metadata => "metadata",
        Step.Structure => "structure",
        Step.Pixels => "pixels",
        _ => throw new ArgumentOutOfRangeException(nameof(step)),
    };

    public static string ToWire(this Unsafe reason) => reason switch
    {
        Unsafe.TooLarge => "too-large",
        Unsafe.UnknownType => "unknown-type",
        Unsafe.TooManyPixels => "too-many-pixels",
        Unsafe.TooManyPages => "too-many-pages",
        Unsafe.Password => "password",
        Unsafe.Time => "time",
        Unsafe.Output => "output",
        Unsafe.Crash => "crash",
        Unsafe.Damaged => "damaged",
        _ => throw new ArgumentOutOfRangeException(nameof(reason)),
    };
}
