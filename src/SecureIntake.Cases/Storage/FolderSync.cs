using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SecureIntake.Cases.Storage;

/// <summary>Makes a rename durable. A file that was fsynced can still lose its name when the power fails.</summary>
public static partial class FolderSync
{
    /// <summary>Calls fsync on a folder. Does nothing where the system has no such call (Windows).</summary>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        int descriptor = Open(folder, 0);
        if (descriptor < 0)
            throw new IOException("The folder cannot be opened for fsync.");
        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        RandomAccess.FlushToDisk(handle);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);
}
