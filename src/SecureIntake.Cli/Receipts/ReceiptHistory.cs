using System.Globalization;
using SecureIntake.Audit.Events;
using SecureIntake.Cli.Custody;
using SecureIntake.Sealing.Receipt;

namespace SecureIntake.Cli.Receipts;

/// <summary>What a copy of the log says to the holder of a receipt code, once the whole copy was verified (ops/decisions/0015).</summary>
internal sealed class ReceiptHistory
{
    private readonly Audit.Bytes32 _tag;
    private readonly SourceEntries _entries;
    private readonly VerifiedCopy _copy;

    private ReceiptHistory(ReceiptCode code, string place, string? proxy, string rootFingerprint)
    {
        _tag = new Audit.Bytes32(code.LogTag());
        var source = LogId.Parse(code.SourcePart().ToString());
        _entries = new SourceEntries(request => request.Part == source, opened => opened.Parts.Contains(source));
        _copy = VerifiedCopy.Read(place, proxy, rootFingerprint, Note);
    }

    /// <summary>The entry and the day with which the testimony entered; null where none has the code's tag.</summary>
    public (long Index, DateOnly Day)? Arrived { get; private set; }

    /// <summary>Requests for the source, objections to them, and openings of its part, in the order of the log.</summary>
    public IReadOnlyList<(long Index, SignedAct Act)> About => _entries.Found;

    /// <summary>Verifies a copy and reads it.</summary>
    /// <exception cref="CommandFailedException">The copy does not verify.</exception>
    public static ReceiptHistory Read(ReceiptCode code, string place, string? proxy, string rootFingerprint) => new(code, place, proxy, rootFingerprint);

    /// <summary>What a person should know of it.</summary>
    public IEnumerable<string> Lines()
    {
        yield return _copy.Line("a request");
        yield return Arrived is { } arrived
            ? string.Create(CultureInfo.InvariantCulture, $"the testimony entered on {arrived.Day:yyyy-MM-dd}, entry {arrived.Index}")
            : "no entry of this copy has the code's tag: it has not entered yet, or the code is another organisation's";
        foreach (var (index, act) in About) yield return EntryWords.Line(index, act);
        if (Arrived is not null && About.Count == 0) yield return "nobody has asked who the source is, as far as this copy goes";
    }

    private void Note(long index, Entry entry)
    {
        if (entry.Act is SubmissionReceived received && received.Tag == _tag) Arrived ??= (index, received.Day);
        _entries.Note(index, entry);
    }
}
