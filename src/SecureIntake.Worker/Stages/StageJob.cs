using SecureIntake.Cases;
using SecureIntake.Cases.Stages;
using SecureIntake.Worker.Bench;

namespace SecureIntake.Worker.Stages;

/// <summary>
/// What Hangfire runs. Its one argument is an id, and the one exception that can leave it carries a code: a queue keeps both and shows them.
/// </summary>
internal sealed class StageJob(StageRunner runner, StagesUnderWay underWay, BenchLockdown lockdown)
{
    /// <summary>Runs one stage run. A failure that may pass, or a lockdown, leaves the run to the next look at the table.</summary>
    /// <exception cref="CheckFailedException">It failed; the code says how.</exception>
    public async Task RunAsync(Id<StageRun> id, CancellationToken cancel)
    {
        var locked = lockdown.Begun;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, locked);
        try
        {
            await runner.RunAsync(id, either.Token);
        }
        catch (Exception) when (locked.IsCancellationRequested)
        {
            // Its key is gone, whatever that made of it. The run stands in the table as it was.
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            var failure = CheckFailedException.Of(e);
            if (failure.Message == StageFailure.StageFailed.ToCode() && underWay.CountFailure(id))
                await GiveUpAsync(id, cancel);
            throw failure;
        }
        finally
        {
            underWay.Remove(id);
        }
    }

    private async Task GiveUpAsync(Id<StageRun> id, CancellationToken cancel)
    {
        try
        {
            await runner.GiveUpAsync(id, cancel);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw CheckFailedException.Of(e);
        }
    }
}
