using Microsoft.EntityFrameworkCore;
using SecureIntake.Cases;
using SecureIntake.Cases.Gates;
using SecureIntake.Cases.Grants;
using SecureIntake.Cases.Submissions;
using SecureIntake.Portal.Lockdowns;
using SecureIntake.Portal.Log;
using SecureIntake.Portal.Trust;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Gates;
using SecureIntake.Sealing.Parts;

namespace SecureIntake.Portal.Gates;

/// <summary>
/// Has source and shares of a case that was taken held by the case's keys, in place of the week's. Triage asks for it; where a gate was away, or
/// this process died in between, it is done later. What rests is exchanged in one transaction, so it is held by the ones or by the others.
/// </summary>
internal sealed partial class CustodyMoving(
    GateDoor gate, LockdownState lockdown, CurrentWorld current, IDbContextFactory<CasesContext> contexts, TimeProvider time, ILogger<CustodyMoving> logger)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    /// <summary>The cases whose source and shares the week's key still holds.</summary>
    public static IQueryable<Submission> WaitingIn(CasesContext cases) => cases.Submissions.Where(s => s.State == CaseState.Open && !s.CustodyMoved);

    /// <summary>Moves what is for custodians in one case, if the log holds that it was taken and it was not done before.</summary>
    /// <returns>Whether it is done.</returns>
    /// <exception cref="GateAwayException">A gate does not answer.</exception>
    /// <exception cref="GateRefusedException">One refuses.</exception>
    /// <exception cref="GateUnlistedException">The root lists other gates than the settings lead to.</exception>
    /// <exception cref="WitnessesAwayException">The entry is not witnessed as the root asks.</exception>
    /// <exception cref="LogAwayException">The log cannot be read.</exception>
    public async Task<bool> MoveAsync(Id<Submission> @case, CancellationToken cancel)
    {
        await using var cases = await contexts.CreateDbContextAsync(cancel);
        if (await WaitingIn(cases).SingleOrDefaultAsync(s => s.Handle == @case, cancel) is not { } submission)
            return true;
        if (await current.GetAsync(cancel) is not { } world)
            return false;
        string handle = @case.Text;
        // The column only finds the entry; what it proves, the gate reads in it.
        if (await cases.Outbox.Where(e => e.Case == handle && e.Type == "triage/v1" && e.Index != null).MinAsync(e => e.Index, cancel) is not { } index)
            return false;
        var parts = await cases.Parts.Where(p => p.Case == @case && Holding.OfCustody.Contains(p.Compartment) && p.Header != null).ToListAsync(cancel);
        var week = Week.TryParse(submission.Week, out var parsed) ? parsed : throw new InvalidDataException("A kept week is none.");
        var moved = await gate.TakeAsync(index, @case.AsOpaque(), week, [.. parts.Select(part => GateDoor.CustodyHeader(part, part.Header!))], world, cancel);
        foreach (var (part, header) in parts.Zip(moved))
            part.Header = header;
        submission.CustodyMoved = true;
        try
        {
            await cases.SaveChangesAsync(cancel);
        }
        catch (DbUpdateConcurrencyException)
        {
            // Another was faster: it is done, and nothing of this.
        }

        return true;
    }

    /// <summary>The same at once, if it can be done; the case is taken in any way.</summary>
    public async Task TryMoveAsync(Id<Submission> @case, CancellationToken cancel)
    {
        try
        {
            await MoveAsync(@case, cancel);
        }
        catch (Exception e) when (e is GateAwayException or GateRefusedException or GateUnlistedException or LogAwayException or WitnessesAwayException)
        {
            // Later, then. Until it is done the desk is closed here, and at the gate with the first header of a reader.
        }
    }

    /// <summary>Moves what it can; how many cases are left is said once. Under a lockdown nothing: the gate is told of that before anything else.</summary>
    public async Task MoveAllAsync(CancellationToken cancel)
    {
        if (lockdown.Stands)
            return;
        await using var cases = await contexts.CreateDbContextAsync(cancel);
        var waiting = await WaitingIn(cases).Select(s => s.Handle).ToListAsync(cancel);
        int done = 0;
        string? failure = null;
        foreach (var handle in waiting)
        {
            try
            {
                done += await MoveAsync(handle, cancel) ? 1 : 0;
            }
            catch (GateRefusedException e)
            {
                // Of this case; the others are asked for all the same.
                failure = e.Why.ToString();
            }
            catch (Exception e) when (e is GateAwayException or GateUnlistedException or LogAwayException or WitnessesAwayException)
            {
                failure = e.Message;
                break;
            }
        }

        if (failure is not null)
            Log.Left(logger, waiting.Count - done, failure);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await MoveAllAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Log.Failed(logger, e.GetType().Name);
            }

            await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Source and shares of {Cases} cases that were taken are still held by their week's key ({Failure})")]
        public static partial void Left(ILogger logger, int cases, string failure);

        [LoggerMessage(2, LogLevel.Warning, "Which cases wait for their own key could not be read ({Failure})")]
        public static partial void Failed(ILogger logger, string failure);
    }
}
