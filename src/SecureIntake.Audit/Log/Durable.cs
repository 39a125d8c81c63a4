using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SecureIntake.Audit.Log;

/// <summary>
/// Files that survive a power cut, in one place. The content is on disk before its name is, and the name is on disk before the call
/// returns. A folder of Windows cannot be flushed: there the journal of its file system has to do.
/// </summary>
public static partial class Durable
{
    private const int ReadOnlyDirectory = 0x1_0000; // O_RDONLY | O_DIRECTORY of Linux
    private const int CloseOnExec = 0x8_0000;

    /// <summary>Writes a new file; it may be found torn after a crash, so nothing may refer to it before this returns.</summary>
    /// <exception cref="IOException">The file exists, or the disk fails.</exception>
    public static void Create(string path, ReadOnlySpan<byte> bytes)
    {
        Write(path, FileMode.CreateNew, bytes);
        SyncFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Puts <paramref name="bytes"/> at <paramref name="path"/> whole or not at all.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="staging">A path on the same file system that only this writer uses.</param>
    /// <param name="bytes">The new content.</param>
    public static void Replace(string path, string staging, ReadOnlySpan<byte> bytes)
    {
        Write(staging, FileMode.Create, bytes);
        Move(staging, path);
    }

    /// <summary>
    /// The same for a secret: readable by this process's user only, from its first byte on, and no buffer of ours keeps it. Makes the folder. Staging is
    /// the path with the ending <c>.tmp</c>.
    /// </summary>
    public static void ReplaceOwnerOnly(string path, ReadOnlySpan<byte> bytes)
    {
        path = Path.GetFullPath(path);
        CreateFolder(Path.GetDirectoryName(path)!);
        var staging = path + ".tmp";
        // What a crash left there may be open to others.
        File.Delete(staging);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(staging, options))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }
        Move(staging, path);
    }

    /// <summary>Renames a file whose content is on disk already.</summary>
    public static void Move(string from, string to)
    {
        File.Move(from, to, overwrite: true);
        SyncFolder(Path.GetDirectoryName(to)!);
    }

    /// <summary>Creates a folder and those above it that are missing.</summary>
    public static void CreateFolder(string path)
    {
        if (Directory.Exists(path)) return;
        var parent = Path.GetDirectoryName(path);
        if (!string.IsNullOrEmpty(parent)) CreateFolder(parent);
        Directory.CreateDirectory(path);
        if (!string.IsNullOrEmpty(parent)) SyncFolder(parent);
    }

    /// <summary>Flushes the names in a folder.</summary>
    public static void SyncFolder(string path)
    {
        if (!OperatingSystem.IsLinux()) return;
        using var folder = OpenFolder(path);
        Sync(folder);
    }

    /// <summary>
    /// Flushes files and folders at once and returns when all are on disk. File systems with a journal write what is asked of them at the same
    /// time in one commit, so this costs little more than one flush; one after the other, each would cost its own.
    /// </summary>
    internal static void SyncAll(IReadOnlyCollection<SafeFileHandle> files, IReadOnlyCollection<string> folders)
    {
        var handles = new List<SafeFileHandle>(files);
        var opened = OperatingSystem.IsLinux() ? folders.Select(OpenFolder).ToArray() : [];
        try
        {
            handles.AddRange(opened);
            if (handles.Count == 0) return;
            Exception? failure = null;
            // Threads of their own: they wait for the disk, and the pool of a small machine has two.
            var threads = handles.Skip(1).Select(handle => new Thread(() => Try(handle))).ToArray();
            foreach (var thread in threads) thread.Start();
            Try(handles[0]);
            foreach (var thread in threads) thread.Join();
            if (failure is not null) throw new IOException("a flush to disk failed", failure);

            void Try(SafeFileHandle handle)
            {
                try
                {
                    Sync(handle);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    Interlocked.CompareExchange(ref failure, e, null);
                }
            }
        }
        finally
        {
            foreach (var folder in opened) folder.Dispose();
        }
    }

    private static void Write(string path, FileMode mode, ReadOnlySpan<byte> bytes)
    {
        using var file = File.OpenHandle(path, mode, FileAccess.Write);
        RandomAccess.Write(file, bytes, 0);
        RandomAccess.FlushToDisk(file);
    }

    /// <summary>
    /// Has the kernel begin to write what a file holds already, and waits for nothing. Nothing is promised by it: a flush is still needed, and finds less left.
    /// </summary>
    public static void BeginFlush(SafeFileHandle file)
    {
        if (OperatingSystem.IsLinux())
            _ = SyncFileRange(file, 0, 0, StartWriting);
    }

    private static SafeFileHandle OpenFolder(string path)
    {
        var folder = new SafeFileHandle(Open(path, ReadOnlyDirectory | CloseOnExec), ownsHandle: true);
        return folder.IsInvalid ? throw new IOException($"a folder cannot be opened: errno {Marshal.GetLastPInvokeError()}") : folder;
    }

    private static void Sync(SafeFileHandle handle)
    {
        if (!OperatingSystem.IsLinux()) RandomAccess.FlushToDisk(handle);
        else if (Fsync(handle) != 0) throw new IOException($"fsync failed: errno {Marshal.GetLastPInvokeError()}");
    }

    // SYNC_FILE_RANGE_WRITE, of which everything is meant where the length is 0.
    private const uint StartWriting = 2;

    [LibraryImport("libc", EntryPoint = "sync_file_range")]
    private static partial int SyncFileRange(SafeFileHandle file, long offset, long length, uint flags);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(SafeFileHandle file);
}
