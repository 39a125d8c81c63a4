using System.ComponentModel.DataAnnotations;

namespace SecureIntake.Host;

/// <summary>What to run and where it listens (section <c>Host</c>). Everything else the processes read from the environment they inherit.</summary>
internal sealed class HostOptions
{
    /// <summary>The folder with one published folder a process: <c>gate</c>, <c>intake</c>, <c>portal</c>, <c>worker</c>.</summary>
    [Required]
    public string Applications { get; set; } = "";

    /// <summary>Where Intake listens, <c>http://127.0.0.1:8440</c>.</summary>
    [Required]
    public string IntakeUrl { get; set; } = "";

    /// <summary>Where Portal listens, <c>http://127.0.0.1:8441</c>.</summary>
    [Required]
    public string PortalUrl { get; set; } = "";

    /// <summary>Where the gate listens, <c>https://127.0.0.1:8442</c>; empty where it runs on another machine.</summary>
    public string GateUrl { get; set; } = "";
}

/// <summary>The processes of an installation on one machine.</summary>
internal enum Application
{
    Gate,
    Intake,
    Portal,
    Worker,
}
