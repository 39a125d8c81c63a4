using System.CommandLine;

namespace SecureIntake.Cli;

/// <summary>What has a command replace the file that it would otherwise leave as it is.</summary>
internal static class ForceOption
{
    /// <summary>The option.</summary>
    public static Option<bool> Create() => new("--force") { Description = "Replace the file that is there already." };
}
