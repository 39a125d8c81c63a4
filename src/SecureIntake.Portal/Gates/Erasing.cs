using Microsoft.EntityFrameworkCore;
using SecureIntake.Cases;
using SecureIntake.Cases.Gates;
using SecureIntake.Cases.Submissions;
using SecureIntake.Portal.Lockdowns;
using SecureIntake.Portal.Log;
using SecureIntake.Portal.Trust;
using SecureIntake.Sealing.Documents;

namespace SecureIntake.Portal.Gates;

/// <summary>
/// Erases here what the gates' operators shredded there. Nobody can open it any more, and what is left would only tell how much there was and when it came. The log
/// stays whole: it holds a handle that leads nowhere from then on, and a digest whose salt is gone.
/// </summary>
/// <remarks>
/// A gate's word destroys nothing by itself: every gate that the root lists must say so, for a day, and stand where this log stands. So neither a gate with a
/// strange folder, nor a setting that leads elsewhere, nor a database that was put back takes a case along; and what was shredded by mistake comes back with a copy
/// of the gate's folder.
/// </remarks>
internal sealed partial class Erasing(
    GateClients gates, GateDoor door, Erasure erasure, CurrentWorld current, LockdownState lockdown, IDbContextFactory<CasesContext> contexts, TimeProvider time,
    ILogger<Erasing> logger) : BackgroundService
{
    /// <summary>How long a case stays after it was found shredded.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromDays(1);

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim _one = new(1);

    /// <summary>
    /// Erases what every gate has destroyed the key of a day ago; by a key that one of them has destroyed nothing new is held. Under a lockdown nothing goes.
    /// </summary>
    /// <exception cref="GateAwayException">A gate does not answer.</exception>
    /// <exception cref="GateRefusedException">A gate saw another history of the log, or a newer directory.</exception>
    /// <exception cref="WitnessesAwayException">Witnesses saw nothing of the log yet.</exception>
    /// <exception cref="LogAwayException">The log cannot be read.</exception>
    public async Task EraseAsync(CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            await using var cases = await contexts.CreateDbContextAsync(cancel);
            if (!lockdown.Stands && await current.GetAsync(cancel) is { } world)
                await EraseAsync(world, cases, cancel);
            await erasure.OverwriteAsync(cases, cancel);
        }
        finally
        {
            _one.Release();
        }
    }

    public override void Dispose()
    {
        _one.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await EraseAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // Later, then; where a gate has shredded it nothing opens in the meantime.
                Log.Failed(logger, e.Message is "gate.away" or "gate.refused" ? e.Message : e.GetType().Name);
            }

            await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task EraseAsync(SignedWorld world, CasesContext cases, CancellationToken cancel)
    {
        if (await ShreddedEverywhereAsync(world, cases, cancel) is not { } gone)
            return;
        var now = time.GetUtcNow();
        foreach (var submission in await cases.Submissions.AsNoTracking().Where(s => gone.Count > 0 || s.FoundShredded != null).ToListAsync(cancel))
        {
            if (LossOf(submission, gone) is not { } loss)
                await FindAsync(cases, submission, null, cancel);
            else if (submission.FoundShredded is not { } found)
                await FindAsync(cases, submission, now, cancel);
            else if (now - found >= Rest)
                await TryEraseAsync(cases, submission.Handle, loss, cancel);
        }
    }

    /// <summary>What all gates have destroyed that the root lists; null where others were asked, or one is further than the log.</summary>
    private async Task<HashSet<GateScope>?> ShreddedEverywhereAsync(SignedWorld world, CasesContext cases, CancellationToken cancel)
    {
        HashSet<GateScope>? gone = null;
        var asked = new HashSet<GateSigner>();
        foreach (var gate in gates.All)
        {
            var introduction = await gate.IntroduceAsync(cancel);
            asked.Add(new GateSigner(introduction.Gate, introduction.Signer));
            if (!await door.ShowAsync(gate, cancel))
                return null;
            var shredded = (await gate.ShreddedAsync(cancel)).Scopes.ToHashSet();
            await ForgetKeysAsync(cases, introduction.Gate.ToString(), shredded, cancel);
            gone = gone is null ? shredded : [.. gone.Intersect(shredded)];
        }

        return asked.SetEquals(world.Directory.Gates) ? gone : null;
    }

    private static async Task ForgetKeysAsync(CasesContext cases, string gate, HashSet<GateScope> shredded, CancellationToken cancel)
    {
        foreach (string kept in await cases.GateKeys.Where(key => key.Gate == gate).Select(key => key.Scope).ToListAsync(cancel))
        {
            if (IsGone(kept, shredded))
                await cases.GateKeys.Where(key => key.Gate == gate && key.Scope == kept).ExecuteDeleteAsync(cancel);
        }
    }

    private static Loss? LossOf(Submission submission, HashSet<GateScope> gone) =>
        gone.Contains(GateScope.Of(submission.Handle.AsOpaque())) ? Loss.Case
        : !IsGone(submission.Week, gone) ? null
        : submission.State == CaseState.Untriaged ? Loss.Desk
        : submission.CustodyMoved ? null : Loss.Source;

    private static async Task FindAsync(CasesContext cases, Submission submission, DateTimeOffset? found, CancellationToken cancel)
    {
        if (submission.FoundShredded != found)
            await cases.Submissions.Where(s => s.Handle == submission.Handle).ExecuteUpdateAsync(set => set.SetProperty(s => s.FoundShredded, found), cancel);
    }

    private static bool IsGone(string text, HashSet<GateScope> gone) => GateScope.TryParse(text, out var scope) && gone.Contains(scope);

    private async Task TryEraseAsync(CasesContext cases, Id<Submission> handle, Loss loss, CancellationToken cancel)
    {
        if (lockdown.Stands)
            return;
        try
        {
            if (await erasure.EraseAsync(cases, handle, loss, cancel))
                Log.Erased(logger);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Of this one; the others go all the same.
            Log.Failed(logger, e.GetType().Name);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "A case was shredded at the gate, and what was left of it here is erased")]
        public static partial void Erased(ILogger logger);

        [LoggerMessage(2, LogLevel.Warning, "What was shredded at the gate could not be erased here ({Failure}); trying again")]
        public static partial void Failed(ILogger logger, string failure);
    }
}
