namespace SecureIntake.Cli;

/// <summary>Ends a command with a code and words for the person. Never thrown for a fault of the program.</summary>
internal sealed class CommandFailedException(int exitCode, string words) : Exception(words)
{
    /// <summary>A code of <see cref="Cli.ExitCode"/>.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>Refused by a rule, or the wrong key.</summary>
    public static CommandFailedException Refused(string words) => new(Cli.ExitCode.Refused, words);

    /// <summary>Wrong use that only the content of files shows.</summary>
    public static CommandFailedException WrongUse(string words) => new(Cli.ExitCode.WrongUse, words);

    /// <summary>Something does not hold.</summary>
    public static CommandFailedException Tampered(string words) => new(Cli.ExitCode.Tampered, words);
}
