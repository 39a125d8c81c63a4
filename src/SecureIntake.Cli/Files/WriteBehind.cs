using Microsoft.Win32.SafeHandles;
using SecureIntake.Audit.Log;

namespace SecureIntake.Cli.Files;

/// <summary>
/// Lets the disk begin while the rest of a large file is still being made: the flush at the end, before the file gets its name, then waits for little. A small
/// file is done before the first time.
/// </summary>
internal sealed class WriteBehind : IDisposable
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly SafeFileHandle _file;
    private readonly Timer _timer;

    public WriteBehind(SafeFileHandle file)
    {
        _file = file;
        _timer = new Timer(static self => ((WriteBehind)self!).Begin(), this, First, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Returns when nothing of it runs any more.</summary>
    public void Dispose()
    {
        using var ended = new ManualResetEvent(initialState: false);
        if (_timer.Dispose(ended))
            ended.WaitOne();
    }

    private void Begin()
    {
        Durable.BeginFlush(_file);
        try
        {
            _timer.Change(Pause, Timeout.InfiniteTimeSpan);
        }
        catch (ObjectDisposedException)
        {
            // It has just ended.
        }
    }
}
