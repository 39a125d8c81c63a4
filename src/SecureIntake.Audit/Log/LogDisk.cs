using Microsoft.Win32.SafeHandles;

namespace SecureIntake.Audit.Log;

/// <summary>
/// How a <see cref="LogWriter"/> touches the disk: new files that are on disk after <see cref="Flush"/>, and one rename. Tests take its place
/// to crash, to tear and to fill up.
/// </summary>
internal class LogDisk
{
    /// <summary>So many files are open at once at most; a large append flushes now and then.</summary>
    private const int MaxOpen = 32;

    private readonly List<SafeFileHandle> _written = [];
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);

    /// <summary>Writes a file that never existed. Until <see cref="Flush"/> a power cut may lose it or tear it.</summary>
    /// <exception cref="IOException">The file exists, or the disk fails.</exception>
    public virtual void Write(string path, ReadOnlySpan<byte> bytes) => Write(path, FileMode.CreateNew, bytes);

    /// <summary>Writes the content that <see cref="Rename"/> will put in place. What a crash left there is overwritten.</summary>
    public virtual void Stage(string path, ReadOnlySpan<byte> bytes) => Write(path, FileMode.Create, bytes);

    /// <summary>Returns when all that was written is on disk, and its names too.</summary>
    public virtual void Flush()
    {
        try
        {
            Durable.SyncAll(_written, _folders);
        }
        finally
        {
            Forget();
        }
    }

    /// <summary>Puts a file in place of another, whole or not at all, and returns when that is on disk.</summary>
    public virtual void Rename(string from, string to) => Durable.Move(from, to);

    /// <summary>Closes what was written and not flushed.</summary>
    public void Forget()
    {
        foreach (var file in _written) file.Dispose();
        _written.Clear();
        _folders.Clear();
    }

    private void Write(string path, FileMode mode, ReadOnlySpan<byte> bytes)
    {
        if (_written.Count == MaxOpen) Flush();
        var folder = Path.GetDirectoryName(path)!;
        CreateFolder(folder);
        var file = File.OpenHandle(path, mode, FileAccess.Write);
        _written.Add(file);
        _folders.Add(folder);
        RandomAccess.Write(file, bytes, 0);
    }

    private void CreateFolder(string path)
    {
        if (Directory.Exists(path)) return;
        var parent = Path.GetDirectoryName(path)!;
        CreateFolder(parent);
        Directory.CreateDirectory(path);
        _folders.Add(parent);
    }
}
