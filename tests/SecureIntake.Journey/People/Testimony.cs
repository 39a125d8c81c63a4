namespace SecureIntake.Journey.People;

/// <summary>What a source tells. Every person in it is made up; every document says SPECIMEN.</summary>
public sealed record Testimony
{
    /// <summary>The missing person's name.</summary>
    public required string Name { get; init; }

    /// <summary>As typed: <c>12.05.1970</c>, <c>May 1970</c>, <c>45 in 2017</c>.</summary>
    public string Birth { get; init; } = "1970";

    public string Place { get; init; } = "Tekes county";

    public string Narrative { get; init; } = "";

    /// <summary>Paths of the files to attach.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>The source's own name; empty to stay anonymous.</summary>
    public string SourceName { get; init; } = "";

    /// <summary>How to reach the source; typed only when a name is given.</summary>
    public string Contact { get; init; } = "";
}
