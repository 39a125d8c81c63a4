using System.Security.Cryptography;
using SecureIntake.Audit.Log;

namespace SecureIntake.Cli.Files;

/// <summary>A file that appears whole or not at all: written beside its place, flushed, renamed. Readable by its owner only.</summary>
/// <remarks>Without <see cref="Commit"/> nothing stays behind, also when the person interrupts the command. What is there already stays, unless the person says that it may
/// go: it may be the key, or the only copy of what was sealed.</remarks>
internal sealed class OutputFile : IDisposable
{
    private const int BufferSize = 64 * 1024;

    private readonly string? _path;
    private readonly string? _staging;
    private readonly bool _replace;
    private readonly OutputFiles? _set;
    private readonly WriteBehind? _writeBehind;
    private bool _committed;

    private OutputFile(string? path, bool replace, string otherwise = "", OutputFiles? set = null)
    {
        (_replace, _set) = (replace, set);
        if (StandardStreams.OpenOutput(path) is { } open)
        {
            if (set is not null) throw CommandFailedException.WrongUse($"several files are made: {path} is no name for one");
            Stream = open;
            return;
        }
        // The file that a link leads to is written, and the link stays.
        _path = Resolve(path!);
        if (IsDevice(_path))
        {
            // The buffer hides that some devices can be written by position.
            Stream = new BufferedStream(new FileStream(_path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0), BufferSize);
            return;
        }
        if (!replace && File.Exists(_path)) throw CommandFailedException.Refused($"{path} exists already and stays as it is{otherwise}");
        if (Directory.Exists(_path)) throw CommandFailedException.Refused($"{path} is a folder; give a file");
        var folder = Path.GetDirectoryName(_path)!;
        if (!Directory.Exists(folder)) throw CommandFailedException.Refused($"there is no folder {folder}");
        _staging = Path.Combine(folder, $".{RandomNumberGenerator.GetHexString(16, lowercase: true)}.part");
        Unfinished.Add(_staging);
        try
        {
            // An interruption that comes first has nothing to remove, and must not be followed by the file.
            FileStream staging = null!;
            Unfinished.Whole(() => staging = CreateStaging(_staging));
            (Stream, _writeBehind) = (staging, new WriteBehind(staging.SafeFileHandle));
        }
        catch (UnauthorizedAccessException)
        {
            throw CommandFailedException.Refused($"nothing can be written to the folder {folder}");
        }
    }

    /// <summary>Where to write.</summary>
    public Stream Stream { get; }

    /// <summary>Writes to a new file, to one that is there only where the person said <c>--force</c>, or to standard output where there is no path.</summary>
    /// <param name="path">The file, or null.</param>
    /// <param name="force">Whether it may replace one that is there.</param>
    /// <param name="read">What the command reads, such as a key: that is never replaced.</param>
    public static OutputFile At(string? path, bool force, params ReadOnlySpan<string?> read)
    {
        foreach (var other in read)
        {
            if (path is not null && other is not null && File.Exists(path) && Resolve(path) == Resolve(other))
                throw CommandFailedException.Refused($"{path} is read for this and would be lost: give the output another name");
        }
        return new OutputFile(path, force, "; --force replaces it");
    }

    /// <summary>Writes to a file that must not exist yet: a key is never overwritten.</summary>
    /// <param name="path">The file, or null for standard output.</param>
    /// <param name="set">Those that it stays or goes with.</param>
    public static OutputFile New(string? path, OutputFiles? set = null) => new(path, replace: false, set: set);

    /// <summary>The content is whole: gives it its name.</summary>
    public void Commit()
    {
        Stream.Flush();
        if (_staging is not null)
        {
            _writeBehind?.Dispose();
            ((FileStream)Stream).Flush(flushToDisk: true);
            Stream.Dispose();
            Unfinished.Whole(() =>
            {
                File.Move(_staging, _path!, _replace);
                Unfinished.Keep(_staging);
                _set?.Made(_path!);
            });
            Durable.SyncFolder(Path.GetDirectoryName(_path!)!);
        }
        _committed = true;
    }

    public void Dispose()
    {
        _writeBehind?.Dispose();
        try
        {
            Stream.Dispose();
        }
        catch (IOException) when (!_committed)
        {
            // Emptying a buffer into the pipe or disk that failed already: the first failure is the one to tell.
        }
        if (!_committed && _staging is not null) Unfinished.Remove(_staging);
    }

    private static string Resolve(string path) =>
        Path.GetFullPath(new FileInfo(path) is { LinkTarget: not null } link ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName : path);

    private static FileStream CreateStaging(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }

    // /dev/null and its like are written to; a rename would put a file in their place. /dev/shm is a folder like any other.
    private static bool IsDevice(string path) =>
        path.StartsWith("/dev/", StringComparison.Ordinal) && !path.StartsWith("/dev/shm/", StringComparison.Ordinal);
}
