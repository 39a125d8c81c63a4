namespace SecureIntake.Cli;

/// <summary>What a failure of the disk or of a pipe means to a person.</summary>
internal static class SystemFailure
{
    // .NET keeps the number of the C library (errno) of such failures in HResult.
    private const int NoSpaceLeft = 28;
    private const int ReadOnlyFileSystem = 30;
    private const int BrokenPipe = 32;
    private const int QuotaExceeded = 122;

    /// <summary>Whether a failure is one of the system, not of this program.</summary>
    public static bool Is(Exception failure) => failure is IOException or UnauthorizedAccessException || IsTooLong(failure);

    /// <summary>Words without an exclamation mark in front.</summary>
    public static string Words(Exception failure) => failure switch
    {
        FileNotFoundException { FileName: { } file } => "no such file or folder: " + file,
        DirectoryNotFoundException => "no such file or folder: " + failure.Message,
        PathTooLongException => "this name is too long",
        IOException { HResult: NoSpaceLeft or QuotaExceeded } => "the disk is full",
        IOException { HResult: ReadOnlyFileSystem } => "this disk can only be read",
        IOException { HResult: BrokenPipe } => "whoever read the output stopped before its end",
        _ when IsTooLong(failure) => "this disk takes no file as long as this one",
        _ => failure.Message,
    };

    // What .NET makes, of all things, of EFBIG: a stick formatted with FAT ends a file at 4 GiB.
    private static bool IsTooLong(Exception failure) => failure is ArgumentOutOfRangeException { ParamName: "value" };
}
