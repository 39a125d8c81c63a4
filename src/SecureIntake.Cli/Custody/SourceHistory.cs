using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;

namespace SecureIntake.Cli.Custody;

/// <summary>
/// What a copy of the log says of the source that is asked for, once the whole copy was verified. The request file cannot tell who vetoed; nor that the same
/// source was asked for under another case, by which shares that were taken for one request would pass for those of another.
/// </summary>
internal sealed class SourceHistory
{
    private readonly VerifiedRequest _asked;
    private readonly SourceEntries _entries;
    private readonly VerifiedCopy _copy;
    private Audit.Bytes32? _atPlace;

    private SourceHistory(VerifiedRequest asked, string place, string? proxy, string rootFingerprint)
    {
        _asked = asked;
        _entries = new SourceEntries(request => request.Part == asked.Act.Part || request.Case == asked.Act.Case, opened => opened.Case == asked.Act.Case);
        _copy = VerifiedCopy.Read(place, proxy, rootFingerprint, Note);
    }

    /// <summary>Verifies a copy and reads it.</summary>
    /// <param name="asked">The request.</param>
    /// <param name="place">The log's folder or address.</param>
    /// <param name="proxy">The way to it.</param>
    /// <param name="rootFingerprint">The root's.</param>
    /// <exception cref="CommandFailedException">The copy does not verify, does not hold the request, or holds the source under another case; or who asks is locked out.</exception>
    public static SourceHistory Read(VerifiedRequest asked, string place, string? proxy, string rootFingerprint)
    {
        var history = new SourceHistory(asked, place, proxy, rootFingerprint);
        if (history._atPlace != asked.Place.Leaf)
            throw CommandFailedException.Tampered("this copy of the log does not hold the request: it is older, or another history");
        if (history._copy.Authority.Lockdowns.LocksOut(new Listed(asked.Act.Stamp.By, new Audit.Bytes32(asked.Lead.Signer.ToBytes()))))
            throw CommandFailedException.Refused($"member {asked.Act.Stamp.By}, who asks, is locked out: give nothing until two others have lifted that");
        foreach (var (index, act) in history._entries.Found)
        {
            if (act is CustodyRequested other && other.Case != asked.Act.Case)
                throw CommandFailedException.Tampered($"entry {index} asks for the same source under another case, {other.Case}: give nothing, and call an auditor");
        }
        return history;
    }

    /// <summary>What a person should know of it.</summary>
    public IEnumerable<string> Lines()
    {
        yield return _copy.Line("a veto");
        foreach (var (index, act) in _entries.Found) yield return EntryWords.Line(index, act);
        if (!_entries.Found.Any(line => line.Act is CustodyVetoed)) yield return "nobody has vetoed it, as far as this copy goes";
    }

    private void Note(long index, Entry entry)
    {
        if (index == _asked.Place.Index) _atPlace = Rfc6962.Leaf(entry.Bytes.Span);
        _entries.Note(index, entry);
    }
}
