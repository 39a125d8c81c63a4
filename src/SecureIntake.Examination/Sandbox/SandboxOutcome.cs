namespace SecureIntake.Examination.Sandbox;

/// <summary>A limit that ended a run.</summary>
public enum SandboxLimit
{
    /// <summary>Too long by the clock on the wall.</summary>
    WallClock,

    /// <summary>Too many processor seconds.</summary>
    Cpu,

    /// <summary>A file inside the sandbox grew too large.</summary>
    FileSize,

    /// <summary>Too much was sent out.</summary>
    Output,
}

/// <summary>How a run ended. It never carries what the tool wrote: that may quote the document.</summary>
public abstract record SandboxOutcome
{
    private SandboxOutcome() { }

    /// <summary>The tool ended by itself. Its exit code is its own word and proves nothing.</summary>
    public sealed record Finished(int ExitCode) : SandboxOutcome;

    /// <summary>A limit ended it.</summary>
    public sealed record LimitHit(SandboxLimit Limit) : SandboxOutcome;

    /// <summary>A signal ended it: the tool crashed, or memory ran out.</summary>
    public sealed record Crashed(int Signal) : SandboxOutcome;

    public T Match<T>(Func<Finished, T> finished, Func<LimitHit, T> limitHit, Func<Crashed, T> crashed) => this switch
    {
        Finished f => finished(f),
        LimitHit l => limitHit(l),
        Crashed c => crashed(c),
        _ => throw new InvalidOperationException(),
    };
}
