using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;

namespace SecureIntake.Cli.Custody;

/// <summary>The entries of a log that are about one source: requests for it, objections to those, and what the gate was asked for custodians.</summary>
/// <param name="isRequest">Whether a request is for this source.</param>
/// <param name="isOpening">Whether an opening for custodians is about this source.</param>
internal sealed class SourceEntries(Func<CustodyRequested, bool> isRequest, Func<PartsOpened, bool> isOpening)
{
    private readonly List<(long Index, SignedAct Act)> _found = [];
    private readonly HashSet<Audit.Bytes32> _requests = [];

    /// <summary>In the order of the log.</summary>
    public IReadOnlyList<(long Index, SignedAct Act)> Found => _found;

    /// <summary>Takes the next entry.</summary>
    public void Note(long index, Entry entry)
    {
        switch (entry.Act)
        {
            case CustodyRequested request when isRequest(request):
                _requests.Add(Rfc6962.Leaf(entry.Bytes.Span));
                _found.Add((index, request));
                break;
            case CustodyVetoed veto when _requests.Contains(veto.Request):
                _found.Add((index, veto));
                break;
            case PartsOpened { Purpose: Purpose.Custody } opened when isOpening(opened):
                _found.Add((index, opened));
                break;
        }
    }
}
