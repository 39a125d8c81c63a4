using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace SecureIntake.Worker.Resilience;

/// <summary>
/// What database and disk need when they are away for a moment: a time limit for each try, several tries with growing and jittered pauses,
/// and a circuit breaker, so that a database that is down is left in peace. Work that is passed in may run more than once.
/// </summary>
internal sealed class StoragePipeline
{
    private readonly ResiliencePipeline _pipeline;

    public StoragePipeline(TimeProvider time)
    {
        var passing = new PredicateBuilder().Handle<Exception>(IsPassing);
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = passing,
                MaxRetryAttempts = 5,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromMilliseconds(100),
                UseJitter = true,
            })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                ShouldHandle = passing,
                FailureRatio = 0.9,
                MinimumThroughput = 10,
                SamplingDuration = TimeSpan.FromSeconds(30),
                BreakDuration = TimeSpan.FromSeconds(5),
            })
            .AddTimeout(TimeSpan.FromSeconds(60))
            .Build();
    }

    /// <summary>Runs work that may be tried again.</summary>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancel) =>
        await _pipeline.ExecuteAsync(async token => await work(token), cancel);

    /// <summary>Runs work that may be tried again.</summary>
    public async Task RunAsync(Func<CancellationToken, Task> work, CancellationToken cancel) =>
        await _pipeline.ExecuteAsync(async token => await work(token), cancel);

    /// <summary>Whether a failure may pass by itself. A row that somebody else changed first does not.</summary>
    public static bool IsPassing(Exception failure) => failure switch
    {
        DbUpdateConcurrencyException => false,
        DbUpdateException { InnerException: DbException inner } => IsPassing(inner),
        // SQLite has no word for it: 5 is busy, 6 locked, 10 an error of the disk.
        Microsoft.Data.Sqlite.SqliteException sqlite => sqlite.SqliteErrorCode is 5 or 6 or 10,
        DbException database => database.IsTransient,
        FileNotFoundException or DirectoryNotFoundException => false,
        IOException or TimeoutException or TimeoutRejectedException or BrokenCircuitException => true,
        // Npgsql and EF Core wrap a refused connection.
        InvalidOperationException { InnerException: { } wrapped } => IsPassing(wrapped),
        _ => false,
    };
}
