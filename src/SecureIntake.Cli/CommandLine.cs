using System.CommandLine;
using System.CommandLine.Parsing;
using SecureIntake.Cli.Commands;
using SecureIntake.Cli.Files;
using SecureIntake.Sealing.Age;

namespace SecureIntake.Cli;

/// <summary>The whole tool: its commands, and how each of them ends.</summary>
internal static class CommandLine
{
    private static readonly (string Name, Func<Command> Create)[] Commands =
    [
        ("keygen", KeygenCommand.Create),
        ("recipient", RecipientCommand.Create),
        ("seal", SealCommand.Create),
        ("open", OpenCommand.Create),
        ("readdress", ReaddressCommand.Create),
        ("inspect", InspectCommand.Create),
        ("split", SplitCommand.Create),
        ("combine", CombineCommand.Create),
        ("submit", SubmitCommand.Create),
        ("receipt", ReceiptCommand.Create),
        ("check", CheckCommand.Create),
        ("sanitise", SanitiseCommand.Create),
        ("signer", SignerCommand.Create),
        ("custodian", CustodianCommand.Create),
        ("root", RootKeysCommand.Create),
        ("log", LogCommand.Create),
        ("audit", AuditCommand.Create),
        ("witness", WitnessCommand.Create),
    ];

    /// <summary>The tool's commands.</summary>
    /// <param name="name">The one that was asked for: the others are then not made. Any other word makes all of them.</param>
    /// <remarks>No <see cref="RootCommand"/>: it asks by reflection what the program is called. With that and the other commands, a short
    /// command would take a quarter longer.</remarks>
    public static Command Create(string? name = null)
    {
        var root = new Command("secureintake", "Keys, sealed files, safe copies, the root ceremony and the access log of SecureIntake.")
        {
            HelpWithExample.Option(),
            new VersionOption(),
        };
        var asked = Array.FindAll(Commands, command => command.Name == name);
        foreach (var command in asked.Length > 0 ? asked : Commands) root.Add(command.Create());
        return root;
    }

    /// <summary>Runs one command line. Data goes to standard output, words for people to standard error.</summary>
    /// <returns>A code of <see cref="ExitCode"/>.</returns>
    public static int Run(string[] args)
    {
        StandardStreams.Guard();
        if (args.TakeWhile(argument => argument != "--").Any(IsEmpty)) return WrongUse("an argument is empty: is a variable of the shell not set?", "secureintake");
        // No response files: an argument that starts with @ is a name like any other.
        var parsed = Create(args.FirstOrDefault()).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (OptionAsValue(parsed) is { } misplaced)
        {
            var known = parsed.CommandResult.Command.Options.Any(option => option.Name == misplaced);
            return WrongUse(known ? $"{misplaced} stands where a value was expected; a file of that name is ./{misplaced}" : $"there is no option {misplaced}", CommandPath(parsed));
        }
        if (parsed.Errors.Count > 0) return WrongUse(string.Join("\n! ", parsed.Errors.Select(error => error.Message)), CommandPath(parsed));
        try
        {
            // A fault of the program is not dressed up as an answer: it ends with .NET's own report.
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (CommandFailedException failure)
        {
            Say("! " + failure.Message);
            return failure.ExitCode;
        }
        catch (MalformedArmorException)
        {
            Say("! the armor is damaged");
            return ExitCode.Tampered;
        }
        catch (Exception e) when (SystemFailure.Is(e))
        {
            Say("! " + SystemFailure.Words(e));
            return ExitCode.Refused;
        }
        catch (Exception)
        {
            // Caught for the sake of the blocks between here and there, which remove what is unfinished: without any catch they would not run.
            throw;
        }
    }

    /// <summary>Says something to the person, where somebody listens.</summary>
    public static void Say(string words)
    {
        try
        {
            Console.Error.WriteLine(words);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What was to be said matters less than how the command ends.
        }
    }

    private static int WrongUse(string words, string command)
    {
        Say("! " + words);
        Say($"Try: {command} --help");
        return ExitCode.WrongUse;
    }

    // What looks like an option and is none would be taken for the name of a file. After -- everything is a name.
    private static string? OptionAsValue(ParseResult parsed) =>
        parsed.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash)
            .FirstOrDefault(token => token.Type == TokenType.Argument && token.Value.StartsWith("--", StringComparison.Ordinal))?.Value;

    // As a variable of the shell leaves it that is not set. Of --output= the parser would take the next argument for the value.
    private static bool IsEmpty(string argument) => argument.Length == 0 || (argument[0] == '-' && argument[^1] == '=' && argument.IndexOf('=', StringComparison.Ordinal) == argument.Length - 1);

    private static string CommandPath(ParseResult parsed)
    {
        var path = parsed.CommandResult.Command.Name;
        for (var command = parsed.CommandResult.Parent as CommandResult; command is not null; command = command.Parent as CommandResult) path = $"{command.Command.Name} {path}";
        return path;
    }
}
