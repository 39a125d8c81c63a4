using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using SecureIntake.Audit.Log;
using SecureIntake.Audit.Witnesses;
using SecureIntake.Cases.Auditing;
using SecureIntake.Cases.Staff;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Gates;

namespace SecureIntake.Cases.Gates;

/// <summary>
/// Asks the gate. It believes nothing that it is told, so whoever asks brings proofs: that the log goes on from what the gate saw, which directory is
/// the newest, and where the statement stands.
/// </summary>
public sealed class GateClient : IDisposable
{
    // Another asker may move the gate on between two of our requests; it cannot do so for ever.
    private const int MaxTries = 6;

    // Each step means that another asker was faster; as many at once are more than an office has.
    private const int MaxSteps = 100;

    // Refusals that another directory would turn into an answer.
    private static readonly GateRefusal[] ByItsDirectory =
        [GateRefusal.StatementSigner, GateRefusal.StatementOther, GateRefusal.GrantRefused, GateRefusal.LeaseRefused, GateRefusal.KeysRefused];

    private readonly GateLink _link;
    private readonly IDbContextFactory<CasesContext> _contexts;
    private string? _shown;
    private GateIntroduction? _introduced;
    private long _known;

    /// <summary>Opens no connection yet.</summary>
    /// <param name="options">Where the gate is.</param>
    /// <param name="keyFile">This process's own key on the line; made at the first start.</param>
    /// <param name="contexts">Where what the root signed is kept.</param>
    public GateClient(GateLinkOptions options, string keyFile, IDbContextFactory<CasesContext> contexts) =>
        (_link, _contexts) = (new GateLink(options, keyFile), contexts);

    /// <summary>Who the gate is, for the root ceremony.</summary>
    /// <exception cref="GateAwayException">It does not answer.</exception>
    public async Task<GateIntroduction> IntroduceAsync(CancellationToken cancel) => _introduced = await ReadAsync<GateIntroduction>("/introduction", cancel);

    /// <summary>The gate's id, asked for again after it was away.</summary>
    /// <exception cref="GateAwayException">It does not answer.</exception>
    public async Task<OpaqueId> IdAsync(CancellationToken cancel) => (_introduced ?? await IntroduceAsync(cancel)).Gate;

    /// <summary>What kept it closed when it answered last; null before it was asked.</summary>
    public GateLocks? LastLocks { get; private set; }

    /// <summary>What its operator had destroyed when it answered last; null before it was asked.</summary>
    public GateShredded? LastShredded { get; private set; }

    /// <summary>
    /// Shows it what the root signed last and how the log goes on, so that it goes by neither an older directory nor another history while another gate
    /// is asked.
    /// </summary>
    /// <returns>Whether it stands where the log does; false where it is further.</returns>
    /// <exception cref="GateAwayException">It does not answer.</exception>
    /// <exception cref="GateRefusedException">It saw another history, or a newer directory.</exception>
    public async Task<bool> ShowAsync(Func<LogTree> tree, CancellationToken cancel)
    {
        // Each time: it may have been put back from a copy while nobody asked.
        _shown = null;
        await ShowTrustAsync(tree, cancel);
        return await FollowAsync(tree(), cancel);
    }

    /// <summary>The key of a week or a case; the gate makes it when it is asked for first.</summary>
    /// <exception cref="GateAwayException">It does not answer.</exception>
    /// <exception cref="GateRefusedException">It was shredded.</exception>
    public async Task<SignedDocument> KeyAsync(GateScope scope, CancellationToken cancel)
    {
        var reply = await AskAsync(HttpMethod.Post, $"/keys/{scope}", null, cancel);
        if (reply.Refusal is { } why)
            throw new GateRefusedException(why);
        return SignedDocument.TryParse(reply.Body, out var document) ? document : throw new GateAwayException();
    }

    /// <summary>Which keys its operator destroyed. It tells; it is not told which there are.</summary>
    /// <exception cref="GateAwayException">It does not answer.</exception>
    public async Task<GateShredded> ShreddedAsync(CancellationToken cancel) => LastShredded = await ReadAsync<GateShredded>("/shredded", cancel);

    /// <summary>Has headers given against a statement in the log.</summary>
    /// <param name="tree">The log as it is now; asked again where the gate is further.</param>
    /// <param name="index">Where the statement stands.</param>
    /// <param name="message">The request around entry and proof.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="GateAwayException">It does not answer.</exception>
    /// <exception cref="GateRefusedException">It gives nothing.</exception>
    public Task<GateAnswer> OpenAsync(Func<LogTree> tree, long index, Func<string, string, GateOpening> message, CancellationToken cancel) =>
        GiveAsync<GateOpening, GateAnswer>("/open", tree, index, message, cancel);

    /// <summary>The same for what a lease lends to a bench.</summary>
    /// <inheritdoc cref="OpenAsync"/>
    public Task<GateAnswer> LeaseAsync(Func<LogTree> tree, long index, Func<string, string, GateLease> message, CancellationToken cancel) =>
        GiveAsync<GateLease, GateAnswer>("/lease", tree, index, message, cancel);

    /// <summary>Tells that a case was taken off the desk, and has what is for custodians held by the case's keys.</summary>
    /// <inheritdoc cref="OpenAsync"/>
    public Task<GateTaken> TakeAsync(Func<LogTree> tree, long index, Func<string, string, GateTaking> message, CancellationToken cancel) =>
        GiveAsync<GateTaking, GateTaken>("/taken", tree, index, message, cancel);

    /// <summary>What keeps the gate closed.</summary>
    /// <exception cref="GateAwayException">It does not answer.</exception>
    public async Task<GateLocks> LocksAsync(CancellationToken cancel) => LastLocks = await ReadAsync<GateLocks>("/lockdown", cancel);

    /// <summary>
    /// Closes the gate, to all or to one member, by a lockdown in the log. By the directory that the gate has: whoever declared it may have been struck since, and a gate that was
    /// shown the newer one first would not take it from them any more.
    /// </summary>
    /// <inheritdoc cref="OpenAsync"/>
    public async Task<GateLocks> LockAsync(Func<LogTree> tree, long index, CancellationToken cancel)
    {
        try
        {
            return LastLocks = await AskAsync<GateStatement, GateLocks>("/lockdown", tree, index, Statement, cancel);
        }
        catch (GateRefusedException e) when (e.Why is GateRefusal.StatementSigner or GateRefusal.StatementOther or GateRefusal.LockdownAgain)
        {
            // By someone whom only a newer directory lists, or lists with the role; or who keeps another locked out, whom it lists no more.
            return LastLocks = await GiveAsync<GateStatement, GateLocks>("/lockdown", tree, index, Statement, cancel);
        }
    }

    /// <summary>Brings a lift of one.</summary>
    /// <inheritdoc cref="OpenAsync"/>
    public async Task<GateLocks> LiftAsync(Func<LogTree> tree, long index, CancellationToken cancel) =>
        LastLocks = await GiveAsync<GateStatement, GateLocks>("/lift", tree, index, Statement, cancel);

    /// <summary>Shows a lead's request for a source: the waiting time begins with the first showing, and another one changes nothing.</summary>
    /// <inheritdoc cref="OpenAsync"/>
    public Task<GateCustody> RequestCustodyAsync(Func<LogTree> tree, long index, CancellationToken cancel) => NoteCustodyAsync("/custody", tree, index, cancel);

    /// <summary>Brings a veto against one.</summary>
    /// <inheritdoc cref="OpenAsync"/>
    public Task<GateCustody> VetoCustodyAsync(Func<LogTree> tree, long index, CancellationToken cancel) => NoteCustodyAsync("/veto", tree, index, cancel);

    /// <summary>
    /// As a lockdown, by the directory that the gate has: whoever vetoed may have been struck since, and to wait longer is safe. Of a request it must not be shown the
    /// newer one either, for the vetoes come after.
    /// </summary>
    private async Task<GateCustody> NoteCustodyAsync(string path, Func<LogTree> tree, long index, CancellationToken cancel)
    {
        try
        {
            return await AskAsync<GateStatement, GateCustody>(path, tree, index, Statement, cancel);
        }
        catch (GateRefusedException e) when (e.Why is GateRefusal.StatementSigner or GateRefusal.StatementOther or GateRefusal.LogUnproven)
        {
            // By someone, or under witnesses, whom only what the root signed last lists.
            return await GiveAsync<GateStatement, GateCustody>(path, tree, index, Statement, cancel);
        }
    }

    public void Dispose() => _link.Dispose();

    private async Task<GateReply> AskAsync(HttpMethod method, string path, byte[]? body, CancellationToken cancel)
    {
        try
        {
            return await _link.AskAsync(method, path, body, cancel);
        }
        catch (GateAwayException)
        {
            // What comes back may be a copy of its folder from before, or another gate.
            (_shown, _introduced) = (null, null);
            throw;
        }
    }

    private async Task<T> ReadAsync<T>(string path, CancellationToken cancel) where T : class, IGateMessage<T>
    {
        var reply = await AskAsync(HttpMethod.Get, path, null, cancel);
        return reply.Refusal is null && GateMessage.TryParse<T>(reply.Body, out var message) ? message : throw new GateAwayException();
    }

    private async Task<TAnswer> GiveAsync<T, TAnswer>(
        string path, Func<LogTree> newest, long index, Func<string, string, T> message, CancellationToken cancel)
        where T : class, IGateMessage<T>
        where TAnswer : class, IGateMessage<TAnswer>
    {
        bool known = !await ShowTrustAsync(newest, cancel);
        try
        {
            return await AskAsync<T, TAnswer>(path, newest, index, message, cancel);
        }
        catch (GateRefusedException e) when (known && ByItsDirectory.Contains(e.Why))
        {
            // Unless its folder was put back from before: then it goes by an older directory than it was shown.
            _shown = null;
            await ShowTrustAsync(newest, cancel);
            return await AskAsync<T, TAnswer>(path, newest, index, message, cancel);
        }
    }

    private async Task<TAnswer> AskAsync<T, TAnswer>(
        string path, Func<LogTree> newest, long index, Func<string, string, T> message, CancellationToken cancel)
        where T : class, IGateMessage<T>
        where TAnswer : class, IGateMessage<TAnswer>
    {
        for (int tries = 1; ; tries++)
        {
            var tree = newest();
            var (entry, proof) = Prove(tree, index);
            var reply = await AskAsync(HttpMethod.Post, path, message(entry, proof).ToJson(), cancel);
            switch (reply.Refusal)
            {
                case null:
                    return GateMessage.TryParse<TAnswer>(reply.Body, out var answer) ? answer : throw new GateAwayException();
                case GateRefusal.LogUnknown when tries < MaxTries:
                    await FollowAsync(tree, cancel);
                    break;
                // It began anew, from an empty folder.
                case GateRefusal.TrustMissing when tries < MaxTries:
                    _shown = null;
                    await ShowTrustAsync(newest, cancel);
                    break;
                case var why:
                    throw new GateRefusedException(why.Value);
            }
        }
    }

    /// <summary>Shows what the root signed last, once for each that there is.</summary>
    /// <returns>Whether it was shown now.</returns>
    private async Task<bool> ShowTrustAsync(Func<LogTree> newest, CancellationToken cancel)
    {
        await using var cases = await _contexts.CreateDbContextAsync(cancel);
        // Most askings come after the first: the text tells, and nothing is parsed.
        string? newestRoster = await cases.Publications.Where(p => p.Kind == RosterDocument.Kind).Select(p => p.Document).SingleOrDefaultAsync(cancel);
        if (newestRoster is not null && newestRoster == _shown)
            return false;
        if (await KeptPublication.ReadAsync(cases, cancel) is not { } kept || kept.Signed.Roster.ToEntry() is not { Digest: var digest })
            throw new GateRefusedException(GateRefusal.TrustMissing);
        if (await cases.Outbox.Where(e => e.Digest == digest).Select(e => e.Index).SingleOrDefaultAsync(cancel) is not { } index)
            throw new GateRefusedException(GateRefusal.TrustMissing);
        for (int tries = 1; ; tries++)
        {
            var tree = newest();
            if (index >= tree.Size)
                throw new GateRefusedException(GateRefusal.TrustMissing);
            var (entry, proof) = Prove(tree, index);
            var reply = await AskAsync(
                HttpMethod.Put, "/trust", new GateTrust(kept.Signed, entry, proof).ToJson(), cancel);
            if (reply.Refusal is null)
                break;
            if (reply.Refusal != GateRefusal.LogUnknown || tries == MaxTries)
                throw new GateRefusedException(reply.Refusal.Value);
            await FollowAsync(tree, cancel);
        }

        _shown = kept.Roster;
        return true;
    }

    /// <summary>Shows that the log goes on from what the gate saw.</summary>
    /// <returns>Whether it stands at this state now.</returns>
    private async Task<bool> FollowAsync(LogTree tree, CancellationToken cancel)
    {
        long from = Math.Min(Interlocked.Read(ref _known), tree.Size);
        for (int tries = 0; tries < MaxSteps; tries++)
        {
            var request = new AddCheckpoint(from, from > 0 && from < tree.Size ? tree.ProveConsistency(from) : [], tree.Note);
            var reply = await AskAsync(HttpMethod.Post, "/add-checkpoint", request.ToBytes(), cancel);
            if (reply.Status == HttpStatusCode.OK)
            {
                Interlocked.Exchange(ref _known, tree.Size);
                return true;
            }

            if (reply.Status != HttpStatusCode.Conflict
                || !long.TryParse(Encoding.ASCII.GetString(reply.Body).TrimEnd('\n'), NumberStyles.None, CultureInfo.InvariantCulture, out long size)
                // As far as it was told to be, and still not this.
                || size == from)
                // It saw another history: of this log, or of one that was put back.
                throw new GateRefusedException(GateRefusal.LogUnknown);
            Interlocked.Exchange(ref _known, size);
            // Further than this state: the caller takes a newer one.
            if (size > tree.Size)
                return false;
            // It stands elsewhere than was thought, or another asker moved it on meanwhile.
            from = size;
        }

        throw new GateRefusedException(GateRefusal.LogUnknown);
    }

    private static GateStatement Statement(string entry, string proof) => new(entry, proof);

    private static (string Entry, string Proof) Prove(LogTree tree, long index) =>
        (Encoding.UTF8.GetString(tree.ReadEntry(index).Span), tree.Prove(index).ToString());
}
