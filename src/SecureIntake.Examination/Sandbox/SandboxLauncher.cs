namespace SecureIntake.Examination.Sandbox;

/// <summary>
/// Runs one tool on one input in bubblewrap: no network, no home, no other process, nothing writable but a small memory file system,
/// bounded time, memory, output and processes.
/// </summary>
/// <remarks>
/// The input goes in through a pipe and stands only in the sandbox's own memory file system, which dies with it; the output comes
/// back through a pipe. So no folder outside ever holds a byte of the document, and there is nothing to clean up after a kill.
/// </remarks>
public static class SandboxLauncher
{
    private const int SigXcpu = 24;
    private const int SigXfsz = 25;

    /// <summary>The path at which a tool finds its input.</summary>
    public const string InputPath = SandboxCommandLine.Input;

    /// <summary>Runs a tool.</summary>
    /// <param name="tool">Absolute path and arguments; they may name <see cref="InputPath"/>, never content.</param>
    /// <param name="input">The document.</param>
    /// <param name="limits">What the run may use.</param>
    /// <param name="read">
    /// Consumes standard output while the tool runs. It may stop early; the rest is dropped. What it throws ends the run and is
    /// rethrown, so it treats hostile bytes as values.
    /// </param>
    /// <param name="cancel">Ends the run and throws.</param>
    /// <exception cref="SandboxUnavailableException">The launcher is missing.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static async Task<SandboxOutcome> RunAsync(
        IReadOnlyList<string> tool, ReadOnlyMemory<byte> input, SandboxLimits limits, Func<Stream, CancellationToken, Task> read, CancellationToken cancel)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var process = await SandboxedProcess.StartAsync(SandboxCommandLine.For(tool, input.Length, limits));
        // Reads from a pipe cannot be cancelled; they end when the last process that could write to it is dead.
        await using var kill = deadline.Token.Register(process.Kill);
        deadline.CancelAfter(limits.WallClock);
        var feeding = FeedAsync(process.Input, input);
        // What tools say about a document may quote it: dropped unread.
        var dropping = process.Errors.CopyToAsync(Stream.Null, CancellationToken.None);
        var capped = false;
        var ended = false;
        try
        {
            await using var output = new CappedStream(process.Output, limits.OutputBytes);
            await read(output, deadline.Token);
            await output.CopyToAsync(Stream.Null, CancellationToken.None);
            ended = true;
        }
        catch (CappedStream.CapReachedException)
        {
            capped = true;
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            // The deadline or the caller; told apart below.
        }
        finally
        {
            if (!ended)
                process.Kill();
            // A tool may close its output and live on; then the deadline ends it.
            await process.Exited;
            await Task.WhenAll(feeding, dropping);
        }
        cancel.ThrowIfCancellationRequested();
        return capped ? new SandboxOutcome.LimitHit(SandboxLimit.Output)
            : deadline.IsCancellationRequested ? new SandboxOutcome.LimitHit(SandboxLimit.WallClock)
            : OutcomeOf(await process.Exited);
    }

    private static SandboxOutcome OutcomeOf(int exit) => exit switch
    {
        128 + SigXcpu => new SandboxOutcome.LimitHit(SandboxLimit.Cpu),
        128 + SigXfsz => new SandboxOutcome.LimitHit(SandboxLimit.FileSize),
        > 128 and < 128 + 65 => new SandboxOutcome.Crashed(exit - 128),
        _ => new SandboxOutcome.Finished(exit),
    };

    private static async Task FeedAsync(Stream pipe, ReadOnlyMemory<byte> input)
    {
        try
        {
            await using (pipe)
                await pipe.WriteAsync(input, CancellationToken.None);
        }
        catch (IOException)
        {
            // The sandbox ended before it had read everything; its outcome says why.
        }
    }
}
