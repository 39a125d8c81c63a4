using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace SecureIntake.Cli.Files;

/// <summary>Standard input, output and error as streams of bytes, and what stands in their places where they were closed.</summary>
internal static partial class StandardStreams
{
    private const int Input = 0;
    private const int Output = 1;
    private const int Error = 2;
    private const int BufferSize = 64 * 1024;
    private const int GetDescriptorFlags = 1; // F_GETFD of Linux and macOS
    private const int CloseOnExec = 1;

    private static bool _inputTaken;

    /// <summary>
    /// Sees to it that words for a stream that was closed go nowhere else. The runtime opens files of its own before this program begins, and the first of them gets the
    /// number of a closed stream: random bytes without end would come from there.
    /// </summary>
    public static void Guard()
    {
        if (!IsOpen(Output)) Console.SetOut(new ClosedWriter());
        if (!IsOpen(Error)) Console.SetError(TextWriter.Null);
    }

    /// <summary>Whether a path means standard input: none, <c>-</c>, or one of its names.</summary>
    public static bool IsInput(string? path) => path is null or "-" || DescriptorOf(path) == Input;

    /// <summary>Standard input, which is one thing only: asked for twice, somebody would find it empty.</summary>
    /// <exception cref="CommandFailedException">It was taken, or closed before the program began.</exception>
    public static Stream OpenInput()
    {
        if (_inputTaken) throw CommandFailedException.WrongUse("standard input can be only one of the things that are read: give a file for the others");
        _inputTaken = true;
        return IsOpen(Input) ? Console.OpenStandardInput() : throw CommandFailedException.Refused("there is no standard input: it was closed");
    }

    /// <summary>The stream that a path names by its number, or standard output where there is no path; null where a path is a file's.</summary>
    /// <remarks>
    /// Not <see cref="Console.OpenStandardOutput()"/>, which swallows a broken pipe: the command would go on for gigabytes and end as if all
    /// were well. The buffer also hides that this may be a file: with <c>&gt;&gt;</c> nothing may be written by position.
    /// </remarks>
    public static Stream? OpenOutput(string? path)
    {
        if ((path is null or "-" ? Output : DescriptorOf(path)) is not { } descriptor) return null;
        if (!IsOpen(descriptor)) throw CommandFailedException.Refused(descriptor == Output ? "there is no standard output: it was closed" : $"{path} is not open");
        if (OperatingSystem.IsWindows()) return Console.OpenStandardOutput();
        return new BufferedStream(new FileStream(new SafeFileHandle(descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0), BufferSize);
    }

    /// <summary>The number in <c>/dev/fd/N</c> and its like. Opened by that name, a file would be written from its beginning.</summary>
    private static int? DescriptorOf(string path) => path switch
    {
        "/dev/stdin" => Input,
        "/dev/stdout" => Output,
        "/dev/stderr" => Error,
        _ => NumberBehind(path, "/dev/fd/") ?? NumberBehind(path, "/proc/self/fd/"),
    };

    private static int? NumberBehind(string path, string folder) =>
        path.StartsWith(folder, StringComparison.Ordinal) && int.TryParse(path.AsSpan(folder.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    // What a process was given is not closed by exec, or it would not have arrived; what the runtime opened itself is.
    private static bool IsOpen(int descriptor) =>
        OperatingSystem.IsWindows() || DescriptorFlags(descriptor, GetDescriptorFlags) is var flags and >= 0 && (flags & CloseOnExec) == 0;

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int DescriptorFlags(int descriptor, int command);

    /// <summary>Takes no word, and says why.</summary>
    private sealed class ClosedWriter : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => throw CommandFailedException.Refused("there is no standard output: it was closed");
    }
}
