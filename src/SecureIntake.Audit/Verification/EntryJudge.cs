using SecureIntake.Audit.Events;

namespace SecureIntake.Audit.Verification;

/// <summary>
/// Reads entries and has them judged in their order. Form and signature of an entry depend on nothing before it, and signatures are most of the
/// work of a check: they are checked on every processor, while whoever hands the entries over goes on to the next. Not many wait at once, so
/// memory does not grow with the log.
/// </summary>
/// <param name="authority">Who may sign.</param>
/// <param name="admitted">Told of each entry that stands where it may, in their order.</param>
internal sealed class EntryJudge(Authority authority, Action<long, Entry> admitted)
{
    /// <summary>Enough for no processor to be idle until the bundle whose turn it is has been read.</summary>
    private static readonly int AtOnce = 4 * Environment.ProcessorCount;

    private readonly Queue<(long First, Task<(Entry? Entry, bool SignatureHolds)[]> Read)> _underWay = new();

    /// <summary>The first entry that must not stand where it stands, of those that were judged.</summary>
    public Verdict.TamperedEntry? Refused { get; private set; }

    /// <summary>Takes the next entries; earlier ones are judged meanwhile.</summary>
    /// <param name="first">The index of the first.</param>
    /// <param name="entries">The entries; their bytes must stay as they are.</param>
    public async Task TakeAsync(long first, ReadOnlyMemory<byte>[] entries)
    {
        if (Refused is not null) return;
        // The oldest first: it is what the others wait for.
        _underWay.Enqueue((first, Task.Factory.StartNew(() => Array.ConvertAll(entries, Read), default, TaskCreationOptions.PreferFairness, TaskScheduler.Default)));
        while (_underWay.TryPeek(out var oldest) && (_underWay.Count > AtOnce || oldest.Read.IsCompleted)) await JudgeOldestAsync();
    }

    /// <summary>Judges what is left.</summary>
    public async Task FinishAsync()
    {
        while (_underWay.Count > 0) await JudgeOldestAsync();
    }

    private static (Entry? Entry, bool SignatureHolds) Read(ReadOnlyMemory<byte> bytes) =>
        Entry.TryParse(bytes.Span, out var entry) ? (entry, entry.SignatureHolds()) : default;

    private async Task JudgeOldestAsync()
    {
        var (first, reading) = _underWay.Dequeue();
        var read = await reading;
        for (var i = 0; i < read.Length && Refused is null; i++)
        {
            if (read[i].Entry is not { } entry) Refused = new Verdict.TamperedEntry(first + i, Fault.Malformed);
            else if (!authority.Admit(entry, read[i].SignatureHolds)) Refused = new Verdict.TamperedEntry(first + i, Fault.NotEntitled);
            else admitted(first + i, entry);
        }
    }
}
