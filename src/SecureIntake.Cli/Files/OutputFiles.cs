namespace SecureIntake.Cli.Files;

/// <summary>Several new files that belong together: all of them stay, or none. Nothing that exists is overwritten.</summary>
internal sealed class OutputFiles : IDisposable
{
    private readonly List<string> _made = [];
    private string? _madeFolder;
    private bool _kept;

    /// <summary>The paths written so far, in order.</summary>
    public IReadOnlyList<string> Paths => _made;

    /// <summary>Makes a folder for them, where there is none.</summary>
    public void Folder(string path)
    {
        if (Directory.Exists(path)) return;
        Directory.CreateDirectory(path);
        _madeFolder = path;
    }

    /// <summary>Writes a whole new file.</summary>
    public void Write(string path, ReadOnlySpan<byte> bytes)
    {
        using var file = OutputFile.New(path);
        file.Stream.Write(bytes);
        file.Commit();
        _made.Add(path);
    }

    /// <summary>Notes a file that was written by another way, so that it goes too when a later one fails.</summary>
    public void Add(string path) => _made.Add(path);

    /// <summary>All are there.</summary>
    public void Keep() => _kept = true;

    public void Dispose()
    {
        if (_kept) return;
        foreach (var path in _made) File.Delete(path);
        if (_madeFolder is not null) Directory.Delete(_madeFolder);
    }
}
