using System.CommandLine;

namespace SecureIntake.Cli.Tests;

/// <summary>Help that a person who is no programmer can follow: every command says what it does and shows a line that can be typed.</summary>
public sealed class HelpTests
{
    [Fact]
    public void Every_command_has_an_example_that_begins_with_its_own_name()
    {
        var commands = Leaves(CommandLine.Create(), "secureintake").ToArray();
        Assert.True(commands.Length >= 18);
        foreach (var (path, command) in commands)
        {
            var example = Assert.IsType<ToolCommand>(command).Example;
            Assert.NotEmpty(example);
            Assert.All(example, line => Assert.StartsWith(path + " ", line, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Every_example_parses_when_its_placeholders_are_filled_in()
    {
        foreach (var line in Leaves(CommandLine.Create(), "secureintake").SelectMany(leaf => ((ToolCommand)leaf.Command).Example))
        {
            var words = line.Replace("0123…cdef", new string('0', 64), StringComparison.Ordinal).Split(' ')[1..];
            Assert.Empty(CommandLine.Create().Parse(words).Errors);
        }
    }

    [Fact]
    public void Every_option_and_argument_says_what_it_is_for()
    {
        foreach (var (path, command) in Leaves(CommandLine.Create(), "secureintake"))
        {
            Assert.All(command.Options, option => Assert.False(string.IsNullOrEmpty(option.Description), $"{path} {option.Name}"));
            Assert.All(command.Arguments, argument => Assert.False(string.IsNullOrEmpty(argument.Description), $"{path} {argument.Name}"));
        }
    }

    private static IEnumerable<(string Path, Command Command)> Leaves(Command command, string path) => command.Subcommands.Count == 0
        ? [(path, command)]
        : command.Subcommands.SelectMany(sub => Leaves(sub, $"{path} {sub.Name}"));
}
