using SecureIntake.Audit.Log;

namespace SecureIntake.Portal.Log;

/// <summary>
/// Which state of the log the witnesses are asked for. All of them for one, until enough cosigned it or everybody was asked: a log that grows without pause
/// would otherwise have each witness cosign other states, and none would have a quorum. Not for several threads at once.
/// </summary>
internal sealed class WitnessRounds
{
    private readonly HashSet<FollowedWitness> _asked = [];
    private LogTree? _current;

    /// <summary>The state that a witness is to be asked for; null when it was asked already.</summary>
    /// <param name="witness">Who would be asked.</param>
    /// <param name="all">Who takes part.</param>
    /// <param name="newest">The newest state of the log.</param>
    /// <param name="witnessed">So many entries are witnessed.</param>
    public LogTree? Next(FollowedWitness witness, IReadOnlyList<FollowedWitness> all, LogTree newest, long witnessed)
    {
        if (_current is null || (newest.Size > _current.Size && (witnessed >= _current.Size || all.All(_asked.Contains))))
        {
            _current = newest;
            _asked.Clear();
        }

        return _asked.Contains(witness) ? null : _current;
    }

    /// <summary>Remembers that it was asked for a state, whatever came of it.</summary>
    public void Asked(FollowedWitness witness, LogTree state)
    {
        if (ReferenceEquals(state, _current))
            _asked.Add(witness);
    }

    /// <summary>Lets a witness that failed be asked once more for the same.</summary>
    public void AskAgain(FollowedWitness witness) => _asked.Remove(witness);
}
