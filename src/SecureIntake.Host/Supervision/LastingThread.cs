using System.Collections.Concurrent;

namespace SecureIntake.Host.Supervision;

/// <summary>
/// Runs work on one thread that lives as long as the process. Linux sends the parent-death signal when the <em>thread</em> that started a
/// child ends (prctl(2), PR_SET_PDEATHSIG), and a thread of the pool ends after some idle seconds.
/// </summary>
internal sealed class LastingThread : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];

    public LastingThread() =>
        new Thread(() =>
        {
            foreach (var work in _work.GetConsumingEnumerable())
                work();
        })
        { IsBackground = true, Name = "children" }.Start();

    /// <summary>Runs a function there and waits for what it returns.</summary>
    public Task<T> RunAsync<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() =>
        {
            try
            {
                done.SetResult(work());
            }
#pragma warning disable CA1031 // It is thrown where the result is awaited.
            catch (Exception e)
#pragma warning restore CA1031
            {
                done.SetException(e);
            }
        });
        return done.Task;
    }

    public void Dispose() => _work.Dispose();
}
