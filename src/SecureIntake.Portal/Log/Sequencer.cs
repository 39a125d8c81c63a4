using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using SecureIntake.Audit.Events;
using SecureIntake.Audit.Log;
using SecureIntake.Audit.Verification;
using SecureIntake.Audit.Witnesses;
using SecureIntake.Cases;
using SecureIntake.Cases.Auditing;

namespace SecureIntake.Portal.Log;

/// <summary>
/// The only writer of the log. It takes what waits in the outbox, appends it in the order that <see cref="Admission"/> gives it and notes the index;
/// whoever waits for an entry is then told. A crash between the two is mended when the log is opened again (<see cref="LogOpening"/>).
/// </summary>
internal sealed partial class Sequencer(
    LogOpening opening, IDbContextFactory<CasesContext> contexts, RandomNumberGenerator random, TimeProvider time, ILogger<Sequencer> logger)
    : BackgroundService
{
    /// <summary>Entries in one append.</summary>
    public const int BatchSize = 256;

    // Intake and Worker write to the outbox from their own processes and cannot wake this one.
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly WaitingRoom _waiting = new();
    private readonly SemaphoreSlim _wake = new(0);
    private LogWriter? _writer;
    private readonly Pulse _grown = new();
    private Admission? _admission;

    /// <summary>Opens the log before anything else starts: what keeps it from being opened stops the process at once, and says why.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <summary>The published state of the log.</summary>
    /// <exception cref="LogAwayException">The log cannot be written at the moment.</exception>
    public LogTree Tree => Newest ?? throw new LogAwayException();

    /// <summary>The published state of the log; null while it cannot be written.</summary>
    public LogTree? Newest => _writer?.Tree;

    /// <summary>Who must cosign, by the newest policy in the log.</summary>
    public WitnessPolicy WitnessPolicy => _admission?.WitnessPolicy ?? WitnessPolicy.None;

    /// <summary>The lockdowns that the log holds.</summary>
    /// <exception cref="LogAwayException">The log cannot be read at the moment.</exception>
    public LockdownHistory Lockdowns => (_admission ?? throw new LogAwayException()).Lockdowns;

    /// <summary>The lockdowns that still close something: not those of whom the newest roster does not list with that key.</summary>
    /// <exception cref="LogAwayException">The log cannot be read at the moment.</exception>
    public IReadOnlyList<Lockdown> InForce => (_admission ?? throw new LogAwayException()).InForce;

    /// <summary>Whether a member keeps another locked out.</summary>
    /// <exception cref="LogAwayException">The log cannot be read at the moment.</exception>
    public bool HoldsAnotherOut(LogId member) => (_admission ?? throw new LogAwayException()).HoldsAnotherOut(member);

    /// <summary>Whether a member is locked out by what the log holds.</summary>
    /// <exception cref="LogAwayException">The log cannot be read at the moment.</exception>
    public bool IsLockedOut(LogId member) => (_admission ?? throw new LogAwayException()).IsLockedOut(member);

    /// <summary>Waits until the log has more than so many entries; returns its newest state.</summary>
    public async Task<LogTree> GrownBeyondAsync(long size, CancellationToken cancel)
    {
        while (true)
        {
            var grown = _grown.Next;
            if (Newest is { } tree && tree.Size > size)
                return tree;
            await grown.WaitAsync(cancel);
        }
    }

    /// <summary>Puts cosignatures under the published checkpoint, unless the log grew meanwhile or cannot be written.</summary>
    public void Cosign(Checkpoint checkpoint, IReadOnlyCollection<Cosignature> cosignatures)
    {
        try
        {
            _writer?.Cosign(checkpoint, cosignatures);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // The log is opened anew by the next append. Whoever needs a witnessed checkpoint has it from the collector.
            Log.Away(logger, e.GetType().Name);
        }
    }

    /// <summary>Waits until the entry of a digest, which the caller has committed to the outbox, stands in the log; returns its proof.</summary>
    /// <param name="digest">SHA-256 of the entry, as <see cref="OutboxEntry.Digest"/>.</param>
    /// <param name="cancel">Stops the waiting; the entry enters the log all the same.</param>
    /// <exception cref="LogAwayException">It was not written within ten seconds.</exception>
    /// <exception cref="EntryRefusedException">Who signed it is no longer entitled; it will never be written.</exception>
    public async Task<Logged> WaitAsync(byte[] digest, CancellationToken cancel)
    {
        var place = _waiting.Enter(digest);
        try
        {
            // It may have been written before we began to wait.
            if (await IndexOfAsync(digest, cancel) is { } written)
                place.TrySetResult(written);
            else
                _wake.Release();
            return Prove(await place.Task.WaitAsync(Patience, time, cancel));
        }
        catch (TimeoutException)
        {
            // Two may wait for one entry, and only one of them was told.
            return await IndexOfAsync(digest, cancel) is { } written ? Prove(written) : throw new LogAwayException();
        }
        finally
        {
            _waiting.Leave(digest);
        }
    }

    /// <summary>Puts what the system records into the outbox by itself, and waits until it stands in the log.</summary>
    /// <exception cref="LogAwayException">It was not written within ten seconds; it will be.</exception>
    public async Task<Logged> RecordAsync(Act act, CancellationToken cancel)
    {
        var entry = OutboxEntry.Of(Entry.Record(act).Bytes.ToArray());
        await PutAsync(entry, cancel);
        return await WaitAsync(entry.Digest, cancel);
    }

    /// <summary>Whether the log would take these entries now, one after the other. Nothing enters.</summary>
    /// <exception cref="LogAwayException">The log cannot be read at the moment.</exception>
    public bool WouldTake(IEnumerable<OutboxEntry> entries) => (_admission ?? throw new LogAwayException()).WouldAdmit(entries);

    /// <summary>Shows that an entry stands in the log.</summary>
    public Logged Prove(long index) => Logged.In(Tree, index);

    public override void Dispose()
    {
        _writer?.Dispose();
        _wake.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (_writer is null)
                    await OpenAsync(stoppingToken);
                if (await AppendBatchAsync(stoppingToken) < BatchSize)
                    await _wake.WaitAsync(Poll, stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // Database or disk is away. What the log holds is found again when it is opened anew.
                Log.Away(logger, e.GetType().Name);
                _writer?.Dispose();
                _writer = null;
                await Task.Delay(RetryAfter, time, stoppingToken);
            }
        }
    }

    private async Task<int> AppendBatchAsync(CancellationToken cancel)
    {
        await using var cases = await contexts.CreateDbContextAsync(cancel);
        var deciding = await Waiting(cases).Where(e => Admission.Deciding.Contains(e.Type)).ToListAsync(cancel);
        var others = Waiting(cases).Where(e => !Admission.Deciding.Contains(e.Type)).OrderBy(e => e.Digest);
        // Before what changes who may sign, everything that was there before it.
        var (entering, refused) = _admission!.Sort(deciding, await (deciding.Count > 0 ? others : others.Take(BatchSize)).ToListAsync(cancel));
        foreach (var batch in entering.Chunk(BatchSize))
            await AppendAsync(cases, batch);
        await RefuseAsync(cases, refused, cancel);
        return entering.Count;
    }

    private async Task AppendAsync(CasesContext cases, OutboxEntry[] batch)
    {
        long index = _writer!.Append([.. batch.Select(e => e.Entry)]);
        foreach (var entry in batch)
            entry.Index = index++;
        _grown.Beat();
        // Not cancelled: the entries are in the log, and the note belongs to them.
        await cases.SaveChangesAsync(CancellationToken.None);
        _waiting.TellWritten(batch);
    }

    private async Task RefuseAsync(CasesContext cases, IReadOnlyList<OutboxEntry> refused, CancellationToken cancel)
    {
        if (refused.Count == 0)
            return;
        // What came in meanwhile may be what entitles them.
        var deciding = await Waiting(cases).Where(e => Admission.Deciding.Contains(e.Type)).AsNoTracking().ToListAsync(cancel);
        if (deciding.Any(waiting => !refused.Any(entry => entry.Digest.AsSpan().SequenceEqual(waiting.Digest))))
            return;
        foreach (var entry in refused)
        {
            entry.Refused = true;
            Log.Refused(logger, entry.Type);
        }

        await cases.SaveChangesAsync(cancel);
        _waiting.TellRefused(refused);
    }

    private static IQueryable<OutboxEntry> Waiting(CasesContext cases) => cases.Outbox.Where(e => e.Index == null && !e.Refused);

    // What has no nonce may be recorded twice, by a retry or by two at once; it is one entry.
    private async Task PutAsync(OutboxEntry entry, CancellationToken cancel)
    {
        await using var cases = await contexts.CreateDbContextAsync(cancel);
        if (await cases.Outbox.AnyAsync(e => e.Digest == entry.Digest, cancel))
            return;
        cases.Outbox.Add(entry);
        try
        {
            await cases.SaveChangesAsync(cancel);
        }
        catch (DbUpdateException) when (cases.Outbox.Any(e => e.Digest == entry.Digest))
        {
            // Another was faster by a moment.
        }
    }

    private async Task OpenAsync(CancellationToken cancel)
    {
        var (writer, authority) = await opening.OpenAsync(cancel);
        _admission = new Admission(authority, random);
        _writer = writer;
        _grown.Beat();
    }

    private async Task<long?> IndexOfAsync(byte[] digest, CancellationToken cancel)
    {
        await using var cases = await contexts.CreateDbContextAsync(cancel);
        var entry = await cases.Outbox.Where(e => e.Digest == digest).Select(e => new { e.Index, e.Refused }).SingleAsync(cancel);
        return entry.Refused ? throw new EntryRefusedException() : entry.Index;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The log cannot be written ({Failure}); trying again")]
        public static partial void Away(ILogger logger, string failure);

        [LoggerMessage(2, LogLevel.Warning, "An entry {Type} was refused: who signed it is not entitled by what the log holds")]
        public static partial void Refused(ILogger logger, string type);
    }
}

/// <summary>The log cannot be written now, so nothing that needs an entry can be done. Answered as 503 <c>log.away</c>.</summary>
internal sealed class LogAwayException() : Exception("log.away");

/// <summary>Who signed an entry was struck before it entered the log, so it never will. Answered as 409 <c>trust.changed</c>.</summary>
internal sealed class EntryRefusedException() : Exception("trust.changed");
