using System.Runtime.InteropServices;

namespace SecureIntake.Cli.Files;

/// <summary>Several new files that belong together: all of them stay, or none, also when the person interrupts the command. Nothing that exists is overwritten.</summary>
internal sealed class OutputFiles : IDisposable
{
    private readonly List<string> _made = [];
    private readonly List<string> _folders = [];
    private readonly PosixSignalRegistration[] _interruptions;
    private bool _kept;

    public OutputFiles() => _interruptions =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => Discard()),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Discard()),
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, _ => Discard()),
    ];

    /// <summary>The paths written so far, in order.</summary>
    public IReadOnlyList<string> Paths => _made;

    /// <summary>Makes a folder for them, and those above it that are missing.</summary>
    public void Folder(string path)
    {
        for (var missing = Path.GetFullPath(path); !Directory.Exists(missing); missing = Path.GetDirectoryName(missing)!) _folders.Add(missing);
        Directory.CreateDirectory(path);
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
        Discard();
        foreach (var interruption in _interruptions) interruption.Dispose();
    }

    private void Discard()
    {
        if (_kept) return;
        foreach (var path in _made.ToArray()) File.Delete(path);
        foreach (var folder in _folders.Where(Directory.Exists)) Directory.Delete(folder);
    }
}
