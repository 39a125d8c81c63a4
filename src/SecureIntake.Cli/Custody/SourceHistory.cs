using System.Globalization;
using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;
using SecureIntake.Audit.Verification;
using SecureIntake.Audit.Witnesses;
using SecureIntake.Cli.Commands;

namespace SecureIntake.Cli.Custody;

/// <summary>
/// What a copy of the log says of the source that is asked for, once the whole copy was verified. The request file cannot tell who vetoed; nor that the same
/// source was asked for under another case, by which shares that were taken for one request would pass for those of another.
/// </summary>
internal sealed class SourceHistory
{
    private readonly VerifiedRequest _asked;
    private readonly List<(long Index, SignedAct Act)> _about = [];
    private readonly HashSet<Audit.Bytes32> _requests = [];
    private Audit.Bytes32? _atPlace;
    private long _size;
    private DateTimeOffset? _cosigned;

    private SourceHistory(VerifiedRequest asked) => _asked = asked;

    /// <summary>Verifies a copy and reads it.</summary>
    /// <param name="asked">The request.</param>
    /// <param name="place">The log's folder or address.</param>
    /// <param name="proxy">The way to it.</param>
    /// <param name="rootFingerprint">The root's.</param>
    /// <exception cref="CommandFailedException">The copy does not verify, does not hold the request, or holds the source under another case.</exception>
    public static SourceHistory Read(VerifiedRequest asked, string place, string? proxy, string rootFingerprint)
    {
        var history = new SourceHistory(asked);
        AuditCommand.Read(place, proxy, async reader =>
        {
            await history.ReadAsync(reader, rootFingerprint);
            return ExitCode.Fine;
        });
        return history;
    }

    /// <summary>What a person should know of it.</summary>
    public IEnumerable<string> Lines()
    {
        yield return string.Create(CultureInfo.InvariantCulture, $"log: {_size} entries, all verified") + (_cosigned is { } at ? $"; its witnesses saw this state on {Text(at)}: an older one may lack a veto" : "");
        foreach (var (index, act) in _about)
            yield return string.Create(CultureInfo.InvariantCulture, $"entry {index}: {Words(act)} on {Text(act.Stamp.At)}");
        if (!_about.Exists(line => line.Act is CustodyVetoed)) yield return "nobody has vetoed it, as far as this copy goes";
    }

    private async Task ReadAsync(ILogReader reader, string rootFingerprint)
    {
        var authority = new Authority(rootFingerprint, null);
        var verdict = await new LogVerifier(reader, authority) { Admitted = Note }.VerifyAsync(CancellationToken.None);
        if (verdict is not Verdict.Verified verified)
            throw CommandFailedException.Tampered("this copy of the log does not verify; `audit verify` says where");
        if (!authority.WitnessPolicy.IsWitnessed(verified.Note.Span))
            throw CommandFailedException.Tampered($"this copy of the log is not cosigned as the root asks: {authority.WitnessPolicy.Words}");
        if (_atPlace != _asked.Place.Leaf)
            throw CommandFailedException.Tampered("this copy of the log does not hold the request: it is older, or another history");
        (_size, _cosigned) = (verified.Checkpoint.Size, CosignedAt(authority.WitnessPolicy, verified.Note.Span));
        foreach (var (index, act) in _about)
        {
            if (act is CustodyRequested other && other.Case != _asked.Act.Case)
                throw CommandFailedException.Tampered($"entry {index} asks for the same source under another case, {other.Case}: give nothing, and call an auditor");
        }
    }

    private void Note(long index, Entry entry)
    {
        if (index == _asked.Place.Index) _atPlace = Rfc6962.Leaf(entry.Bytes.Span);
        switch (entry.Act)
        {
            case CustodyRequested request when request.Part == _asked.Act.Part || request.Case == _asked.Act.Case:
                _requests.Add(Rfc6962.Leaf(entry.Bytes.Span));
                _about.Add((index, request));
                break;
            case CustodyVetoed veto when _requests.Contains(veto.Request):
                _about.Add((index, veto));
                break;
            case PartsOpened { Purpose: Purpose.Custody } opened when opened.Case == _asked.Act.Case:
                _about.Add((index, opened));
                break;
        }
    }

    /// <summary>The newest of its cosignatures: two witnesses see a state within moments of each other.</summary>
    private static DateTimeOffset? CosignedAt(WitnessPolicy policy, ReadOnlySpan<byte> note) =>
        CheckpointNote.Cosignatures(note, policy.Witnesses.Select(witness => witness.Key)).Select(line => (DateTimeOffset?)DateTimeOffset.FromUnixTimeSeconds(line.Time)).Max();

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Words(SignedAct act) => act switch
    {
        CustodyRequested => $"member {act.Stamp.By} asked for this source",
        CustodyVetoed => $"member {act.Stamp.By} VETOED that",
        _ => $"the gate was asked for what custodians hold, by member {act.Stamp.By},",
    };
}
