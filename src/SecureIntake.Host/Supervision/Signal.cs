using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SecureIntake.Host.Supervision;

/// <summary>Asks a process to end, which .NET has no call for.</summary>
internal static partial class Signal
{
    private const int Term = 15;

    /// <summary>Sends SIGTERM; where there are no signals, ends the process.</summary>
    public static void Terminate(Process process)
    {
        if (OperatingSystem.IsWindows())
            process.Kill();
        else
            _ = Kill(process.Id, Term);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int processId, int signal);
}
