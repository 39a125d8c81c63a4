using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace SecureIntake.Cli;

/// <summary>The usual help, then the command's example.</summary>
internal sealed class HelpWithExample(HelpAction usual) : SynchronousCommandLineAction
{
    /// <summary>Whoever asks for help need not have given what the command requires.</summary>
    public override bool ClearsParseErrors => true;

    /// <summary>The usual option, with this in the place of the usual help.</summary>
    public static HelpOption Option()
    {
        var option = new HelpOption();
        option.Action = new HelpWithExample((HelpAction)option.Action!);
        return option;
    }

    public override int Invoke(ParseResult parseResult)
    {
        var code = usual.Invoke(parseResult);
        if (parseResult.CommandResult.Command is not ToolCommand { Example.Count: > 0 } command) return code;
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Example:");
        foreach (var line in command.Example) output.WriteLine("  " + line);
        output.WriteLine();
        return code;
    }
}
