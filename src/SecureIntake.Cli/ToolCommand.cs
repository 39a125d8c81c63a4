using System.CommandLine;

namespace SecureIntake.Cli;

/// <summary>A command whose help ends with an example that can be typed as it stands.</summary>
/// <param name="name">What people type.</param>
/// <param name="description">One sentence for people who are no programmers.</param>
/// <param name="example">A whole command line, or two where the second uses what the first made.</param>
internal sealed class ToolCommand(string name, string description, params string[] example) : Command(name, description)
{
    /// <summary>The lines of the example.</summary>
    public IReadOnlyList<string> Example => example;
}
