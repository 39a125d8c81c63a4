namespace SecureIntake.Journey;

/// <summary>One of the ten stops in the life of a tip.</summary>
/// <param name="Number">Its number in the plan, 1…10.</param>
/// <param name="Name">One word.</param>
/// <param name="PlayAsync">Plays it; throws where what should be true is not.</param>
public sealed record Stop(int Number, string Name, Func<Story, CancellationToken, Task> PlayAsync);

/// <summary>A figure that was seen, <c>demo.open_ms: 412</c>.</summary>
public sealed record Figure(string Name, double Value);

/// <summary>What a stop found not to be true.</summary>
public sealed class StopFailedException(string what) : Exception(what);
