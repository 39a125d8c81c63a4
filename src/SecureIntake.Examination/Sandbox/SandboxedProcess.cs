using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SecureIntake.Examination.Sandbox;

/// <summary>A child process with a thread of its own that starts it and waits for it.</summary>
/// <remarks>
/// The kernel sends the "parent died" signal, on which <c>--die-with-parent</c> rests, when the starting <em>thread</em> ends. A
/// thread of the pool may end at any time and would take a healthy child with it; this one lives exactly as long as the child.
/// </remarks>
internal sealed partial class SandboxedProcess : IDisposable
{
    private const int SigKill = 9;

    private readonly Process _process;

    private SandboxedProcess(Process process, Task<int> exited)
    {
        _process = process;
        Exited = exited;
    }

    /// <summary>The exit code; 128 + signal when a signal ended it.</summary>
    public Task<int> Exited { get; }

    public Stream Input => _process.StandardInput.BaseStream;

    public Stream Output => _process.StandardOutput.BaseStream;

    public Stream Errors => _process.StandardError.BaseStream;

    /// <exception cref="SandboxUnavailableException">The first program of the command line is missing.</exception>
    public static async Task<SandboxedProcess> StartAsync(ProcessStartInfo start)
    {
        var process = new Process { StartInfo = start };
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var exited = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() => Live(process, started, exited)) { IsBackground = true, Name = "sandbox" }.Start();
        try
        {
            await started.Task;
        }
        catch
        {
            process.Dispose();
            throw;
        }
        return new SandboxedProcess(process, exited.Task);
    }

    /// <summary>Kills the launcher and its child; the kernel then kills all that lives in their process namespace.</summary>
    /// <remarks>
    /// Both at once, by their process group, whose first process the launcher is: the child of one that dies before it has told it to go on waits for
    /// ever, and whoever reads from its pipes with it. A group that is not there yet has no child either.
    /// </remarks>
    public void Kill()
    {
        try
        {
            if (!Exited.IsCompleted)
                _ = KillGroup(-_process.Id, SigKill);
            _process.Kill();
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It had ended by itself.
        }
    }

    public void Dispose() => _process.Dispose();

    private static void Live(Process process, TaskCompletionSource started, TaskCompletionSource<int> exited)
    {
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            started.SetException(new SandboxUnavailableException());
            return;
        }
        started.SetResult();
        process.WaitForExit();
        exited.SetResult(process.ExitCode);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int KillGroup(int group, int signal);
}
