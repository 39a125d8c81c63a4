namespace SecureIntake.Cli.Custody;

/// <summary>Asks a person whether they agree to what they have just read.</summary>
internal static class Agreement
{
    private const string Word = "yes";

    /// <summary>Returns if they do.</summary>
    /// <param name="given">Whether they said so on the command line.</param>
    public static void Require(bool given)
    {
        if (given) return;
        // Who cannot read the question has not agreed to it.
        if (Console.IsInputRedirected || Console.IsErrorRedirected)
            throw CommandFailedException.WrongUse("there is no terminal to ask you on: if you agree to the above, run this again with --yes");
        Console.Error.Write($"Type {Word} to give your share to this lead, anything else to give nothing: ");
        if (Console.In.ReadLine()?.Trim() != Word) throw CommandFailedException.Refused("you did not agree: nothing was opened, nothing was written");
    }
}
