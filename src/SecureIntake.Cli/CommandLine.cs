using System.CommandLine;
using SecureIntake.Cli.Commands;

namespace SecureIntake.Cli;

/// <summary>The whole tool: its commands, and how each of them ends.</summary>
internal static class CommandLine
{
    private static RootCommand Create() => new("Keys, sealed files, the root ceremony and the access log of SecureIntake.")
    {
        KeygenCommand.Create(),
        RecipientCommand.Create(),
        SealCommand.Create(),
        OpenCommand.Create(),
        ReaddressCommand.Create(),
        InspectCommand.Create(),
        SplitCommand.Create(),
        CombineCommand.Create(),
        SubmitCommand.Create(),
        CheckCommand.Create(),
        SanitiseCommand.Create(),
        SignerCommand.Create(),
        CustodianCommand.Create(),
        RootKeysCommand.Create(),
        LogCommand.Create(),
        AuditCommand.Create(),
    };

    /// <summary>Runs one command line. Data goes to standard output, words for people to standard error.</summary>
    /// <returns>A code of <see cref="ExitCode"/>.</returns>
    public static int Run(string[] args)
    {
        // No response files: an argument that starts with @ is a name like any other.
        var parsed = Create().Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors) Say("! " + error.Message);
            Say($"Try: {CommandPath(parsed)} --help");
            return ExitCode.WrongUse;
        }
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
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            Say("! no such file or folder: " + ((e as FileNotFoundException)?.FileName ?? e.Message));
            return ExitCode.Refused;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Say("! " + e.Message);
            return ExitCode.Refused;
        }
    }

    /// <summary>Says something to the person.</summary>
    public static void Say(string words) => Console.Error.WriteLine(words);

    private static string CommandPath(ParseResult parsed)
    {
        var path = "";
        for (Symbol command = parsed.CommandResult.Command; command is not RootCommand; command = command.Parents.First()) path = $" {command.Name}{path}";
        return "secureintake" + path;
    }
}
