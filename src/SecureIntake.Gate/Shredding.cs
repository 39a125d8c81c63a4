using Microsoft.Extensions.Options;
using SecureIntake.Gate.Keys;
using SecureIntake.Sealing.Documents;

namespace SecureIntake.Gate;

/// <summary>
/// <c>SecureIntake.Gate shred FOLDER SCOPE</c>: destroys the key of a week or a case. By hand, at the gate's own machine: no message over a line can
/// destroy anything. A running gate need not be stopped.
/// </summary>
internal static class Shredding
{
    private const string Verb = "shred";

    /// <summary>Whether the command line asks for it.</summary>
    public static bool IsAsked(string[] args) => args is [Verb, ..];

    /// <summary>Does it.</summary>
    /// <returns>0 when the key is gone, 1 when there was none, 2 when the command line is wrong.</returns>
    public static int Run(string[] args)
    {
        if (args is not [Verb, var folder, var text] || !GateScope.TryParse(text, out var scope) || !File.Exists(Path.Combine(folder, GateSigningKey.FileName)))
        {
            Console.Error.WriteLine("! SecureIntake.Gate shred FOLDER 2026-W48, or the 32 digits of a case; FOLDER is the gate's own, which holds gate.key");
            return 2;
        }

        var options = Options.Create(new GateOptions { Folder = folder });
        using var signing = new GateSigningKey(options);
        bool destroyed = new GateKeys(options, signing).Shred(scope);
        Console.Error.WriteLine(destroyed ? $"the key of {scope} is destroyed" : $"! there is no key of {scope}; none will be made");
        return destroyed ? 0 : 1;
    }
}
