using System.Collections.Concurrent;
using SecureIntake.Cases;
using SecureIntake.Cases.Stages;

namespace SecureIntake.Worker.Stages;

/// <summary>The runs that stand in this process's queue or are worked on, and how often each has failed. Forgotten with the process.</summary>
internal sealed class StagesUnderWay
{
    /// <summary>After so many failures of one run it is ended, so that a bug of ours cannot keep a bench busy for ever.</summary>
    public const int MaxFailures = 3;

    private readonly ConcurrentDictionary<Id<StageRun>, bool> _underWay = new();
    private readonly ConcurrentDictionary<Id<StageRun>, int> _failures = new();

    /// <summary>Whether the run was neither queued nor worked on; from now on it is.</summary>
    public bool TryAdd(Id<StageRun> id) => _underWay.TryAdd(id, true);

    public void Remove(Id<StageRun> id) => _underWay.TryRemove(id, out _);

    /// <summary>Counts a failure; true when it was one too many.</summary>
    public bool CountFailure(Id<StageRun> id) => _failures.AddOrUpdate(id, 1, (_, count) => count + 1) >= MaxFailures;
}
