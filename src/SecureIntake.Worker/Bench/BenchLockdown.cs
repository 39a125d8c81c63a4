using Microsoft.EntityFrameworkCore;
using SecureIntake.Cases;
using SecureIntake.Worker.Resilience;

namespace SecureIntake.Worker.Bench;

/// <summary>Whether a lockdown stands, for this bench. While one does it holds no key and works at nothing.</summary>
internal sealed class BenchLockdown(IDbContextFactory<CasesContext> contexts, StoragePipeline storage) : IDisposable
{
    private CancellationTokenSource _begun = new();

    /// <summary>Cancelled when the next lockdown is seen: whoever works takes it at the start, and stops.</summary>
    public CancellationToken Begun => Volatile.Read(ref _begun).Token;

    /// <summary>Looks. What is under way has been told to stop when this says yes.</summary>
    public async Task<bool> StandsAsync(CancellationToken cancel)
    {
        bool stands = await storage.RunAsync(async token =>
        {
            await using var cases = await contexts.CreateDbContextAsync(token);
            return await cases.StandingLockdowns.AnyAsync(token);
        }, cancel);
        if (stands)
            await _begun.CancelAsync();
        else if (_begun.IsCancellationRequested)
            // The old one is left to the collector: a job may be taking its token.
            Volatile.Write(ref _begun, new CancellationTokenSource());
        return stands;
    }

    public void Dispose() => _begun.Dispose();
}
