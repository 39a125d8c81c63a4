using SecureIntake.Sealing;

namespace SecureIntake.Worker.Bench;

/// <summary>The runs whose keys this process holds: the current one, and the one before it until what was leased to it is done.</summary>
internal sealed class HeldRuns : IDisposable
{
    /// <summary>A stage that began in time may end this much later; with it a key still dies within its 24 hours.</summary>
    public static readonly TimeSpan Afterlife = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private List<HeldRun> _runs = [];

    /// <summary>The runs, the newest last.</summary>
    public IReadOnlyList<HeldRun> All
    {
        get
        {
            lock (_lock)
                return _runs;
        }
    }

    /// <summary>The run of that id; null when its key is not, or no longer, here.</summary>
    public HeldRun? Find(OpaqueId run) => All.FirstOrDefault(held => held.Run == run);

    public void Add(HeldRun run)
    {
        lock (_lock)
            _runs = [.. _runs, run];
    }

    /// <summary>Destroys the keys that are over, or all of them.</summary>
    public void Drop(Predicate<HeldRun> over)
    {
        List<HeldRun> dropped;
        lock (_lock)
        {
            dropped = _runs.FindAll(over);
            _runs = _runs.FindAll(run => !over(run));
        }

        foreach (var run in dropped)
            run.Identity.Dispose();
    }

    public void Dispose() => Drop(_ => true);
}
