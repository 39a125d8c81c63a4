namespace SecureIntake.Cli.Files;

/// <summary>Several new files that belong together: all of them stay, or none, also when the person interrupts the command. Nothing that exists is overwritten.</summary>
internal sealed class OutputFiles : IDisposable
{
    /// <summary>Folders and files, each before what is in it.</summary>
    private readonly List<string> _made = [];
    private readonly List<string> _paths = [];
    private bool _kept;

    /// <summary>The paths written so far, in order, as they were given.</summary>
    public IReadOnlyList<string> Paths => _paths;

    /// <summary>Makes a folder for them, and those above it that are missing.</summary>
    public void Folder(string path)
    {
        var missing = new List<string>();
        for (var folder = Path.GetFullPath(path); !Directory.Exists(folder); folder = Path.GetDirectoryName(folder)!) missing.Insert(0, folder);
        foreach (var folder in missing) Made(folder);
        // An interruption that comes first has nothing to remove, and must not be followed by the folder.
        Unfinished.Whole(() => Directory.CreateDirectory(path));
    }

    /// <summary>The next file.</summary>
    public OutputFile New(string path)
    {
        var file = OutputFile.New(path, this);
        _paths.Add(path);
        return file;
    }

    /// <summary>Writes a whole new file.</summary>
    public void Write(string path, ReadOnlySpan<byte> bytes)
    {
        using var file = New(path);
        file.Stream.Write(bytes);
        file.Commit();
    }

    /// <summary>All are there.</summary>
    public void Keep() => Unfinished.Whole(() =>
    {
        foreach (var path in _made) Unfinished.Keep(path);
        _kept = true;
    });

    public void Dispose()
    {
        if (_kept) return;
        for (var i = _made.Count - 1; i >= 0; i--) Unfinished.Remove(_made[i]);
    }

    /// <summary>Notes a file that has its name from now on, or a folder that is about to be made.</summary>
    internal void Made(string path)
    {
        Unfinished.Add(path);
        _made.Add(path);
    }
}
