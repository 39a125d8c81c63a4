namespace SecureIntake.Examination.Sandbox;

/// <summary>What one run may use. The defaults are the hard limits of the domain reference, 5.9.</summary>
public sealed record SandboxLimits
{
    /// <summary>From start to end, whatever the processes do; then all of them are killed.</summary>
    public TimeSpan WallClock { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Processor seconds of any one process.</summary>
    public int CpuSeconds { get; init; } = 25;

    /// <summary>Address space of any one process, in bytes.</summary>
    public long MemoryBytes { get; init; } = 1_000_000_000;

    /// <summary>What the run may write inside the sandbox, beside its input, in bytes.</summary>
    public long ScratchBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>What it may send out on standard output, in bytes.</summary>
    public long OutputBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Processes and threads alive at once.</summary>
    public int Processes { get; init; } = 16;
}
