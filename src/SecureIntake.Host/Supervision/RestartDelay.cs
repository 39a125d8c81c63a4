namespace SecureIntake.Host.Supervision;

/// <summary>How long to wait before a process is started again: doubling from 1 s to 60 s, back to 1 s once it ran for a minute.</summary>
internal readonly record struct RestartDelay(TimeSpan Span)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>Nothing has failed yet.</summary>
    public static RestartDelay First => new(TimeSpan.Zero);

    /// <summary>The delay after a run of the given length.</summary>
    public RestartDelay After(TimeSpan run)
    {
        if (run >= Longest || Span == TimeSpan.Zero)
            return new(Shortest);
        return new(TimeSpan.FromTicks(Math.Min(Span.Ticks * 2, Longest.Ticks)));
    }
}
