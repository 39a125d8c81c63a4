using SecureIntake.Examination.Findings;
using SecureIntake.Examination.Sandbox;

namespace SecureIntake.Examination.Documents;

/// <summary>One file under examination: its bytes, its time, and what has been found so far.</summary>
internal sealed class DocumentRun(ReadOnlyMemory<byte> file, ExaminerOptions options, TimeProvider clock, CancellationToken cancel)
{
    private readonly long _start = clock.GetTimestamp();
    private readonly List<Finding> _findings = [];

    public ReadOnlyMemory<byte> File => file;

    public ExaminerOptions Options => options;

    public IReadOnlyList<Finding> Findings => _findings;

    public void Add(Finding finding) => _findings.Add(finding);

    public void CannotOpen(Step step, Unsafe reason) =>
        _findings.Add(FindingCode.CannotOpenSafely.At(Level.CannotTell, step.ToWire(), reason.ToWire()));

    /// <summary>Runs a tool on the file, within all that is left of its time.</summary>
    public Task<SandboxOutcome> RunAsync(IReadOnlyList<string> tool, long outputBytes, Func<Stream, CancellationToken, Task> read) =>
        RunOnAsync(file, tool, outputBytes, read);

    /// <summary>The same on something that another tool took out of the file.</summary>
    public Task<SandboxOutcome> RunOnAsync(
        ReadOnlyMemory<byte> input, IReadOnlyList<string> tool, long outputBytes, Func<Stream, CancellationToken, Task> read) =>
        RunAsync(input, tool, Left, outputBytes, read);

    /// <summary>
    /// What a tool wrote, all of it, and how it ended. It gets half of what is left: a file whose structure stalls one parser may still be
    /// shown by another.
    /// </summary>
    public async Task<(byte[] Output, SandboxOutcome Outcome)> ReadAllAsync(IReadOnlyList<string> tool, int outputBytes)
    {
        using var output = new MemoryStream();
        var outcome = await RunAsync(file, tool, Left / 2, outputBytes, (stream, token) => stream.CopyToAsync(output, token));
        return (output.ToArray(), outcome);
    }

    /// <summary>Why an outcome is not one of the good exit codes; null when it is.</summary>
    public static Unsafe? Fault(SandboxOutcome outcome, params ReadOnlySpan<int> good)
    {
        if (outcome is SandboxOutcome.Finished(var code) && good.Contains(code))
            return null;
        return outcome.Match(
            finished: _ => Unsafe.Damaged,
            limitHit: hit => hit.Limit is SandboxLimit.WallClock or SandboxLimit.Cpu ? Unsafe.Time : Unsafe.Output,
            crashed: _ => Unsafe.Crash);
    }

    private TimeSpan Left => options.Time - clock.GetElapsedTime(_start);

    private async Task<SandboxOutcome> RunAsync(
        ReadOnlyMemory<byte> input, IReadOnlyList<string> tool, TimeSpan wallClock, long outputBytes, Func<Stream, CancellationToken, Task> read) =>
        wallClock <= TimeSpan.Zero
            ? new SandboxOutcome.LimitHit(SandboxLimit.WallClock)
            : await SandboxLauncher.RunAsync(tool, input, new SandboxLimits { WallClock = wallClock, OutputBytes = outputBytes }, read, cancel);
}
