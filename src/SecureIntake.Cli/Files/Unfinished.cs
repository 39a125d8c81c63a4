using System.Runtime.InteropServices;

namespace SecureIntake.Cli.Files;

/// <summary>What this process has begun to write and must not leave behind when the person interrupts it. One list, as a process has one set of signals.</summary>
internal static class Unfinished
{
    private static readonly Lock Guard = new();
    private static readonly List<string> Paths = [];
    private static PosixSignalRegistration[]? _interruptions;

    /// <summary>Notes a file or a folder, before it is made.</summary>
    public static void Add(string path)
    {
        lock (Guard)
        {
            _interruptions ??= [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, _ => Discard()))];
            Paths.Add(path);
        }
    }

    /// <summary>Runs what no interruption may come between, such as giving a file its name and noting that.</summary>
    public static void Whole(Action act)
    {
        lock (Guard) act();
    }

    /// <summary>It is finished, and stays.</summary>
    public static void Keep(string path)
    {
        lock (Guard) Paths.Remove(path);
    }

    /// <summary>It is given up.</summary>
    public static void Remove(string path)
    {
        lock (Guard)
        {
            if (Paths.Remove(path)) Delete(path);
        }
    }

    private static void Discard()
    {
        // Held until the signal ends the process: nothing more is begun or finished, and no command ends as if all were well.
        Guard.Enter();
        for (var i = Paths.Count - 1; i >= 0; i--) Delete(Paths[i]);
    }

    private static void Delete(string path)
    {
        try
        {
            if (Directory.Exists(path)) Directory.Delete(path);
            else File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A folder in which somebody else put something stays; there is nobody to tell.
        }
    }
}
