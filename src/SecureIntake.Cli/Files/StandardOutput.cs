using Microsoft.Win32.SafeHandles;

namespace SecureIntake.Cli.Files;

/// <summary>Standard output as a stream of bytes.</summary>
internal static class StandardOutput
{
    private const int Descriptor = 1;
    private const int BufferSize = 64 * 1024;

    /// <summary>Opens it.</summary>
    /// <remarks>
    /// Not <see cref="Console.OpenStandardOutput()"/>, which swallows a broken pipe: the command would go on for gigabytes and end as if all
    /// were well. The buffer also hides that this may be a file: with <c>&gt;&gt;</c> nothing may be written by position.
    /// </remarks>
    public static Stream Open() => OperatingSystem.IsWindows()
        ? Console.OpenStandardOutput()
        : new BufferedStream(new FileStream(new SafeFileHandle(Descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0), BufferSize);
}
