using SecureIntake.Audit.Log;
using SecureIntake.Gate.Keys;

namespace SecureIntake.Gate.Lockdowns;

/// <summary>
/// <c>SecureIntake.Gate lock FOLDER</c> and <c>unlock FOLDER</c>: the gate's operator closes it at its own machine, without the portal, and opens it again.
/// A lockdown that the log holds is not touched by it. A running gate need not be stopped.
/// </summary>
internal static class LockingByHand
{
    private const string Lock = "lock";
    private const string Unlock = "unlock";

    /// <summary>Whether the command line asks for it.</summary>
    public static bool IsAsked(string[] args) => args is [Lock or Unlock, ..];

    /// <summary>Does it.</summary>
    /// <returns>0 when it is done, 2 when the command line is wrong.</returns>
    public static int Run(string[] args)
    {
        if (args is not [var verb, var folder] || !File.Exists(Path.Combine(folder, GateSigningKey.FileName)))
        {
            Console.Error.WriteLine("! SecureIntake.Gate lock FOLDER, or unlock FOLDER; FOLDER is the gate's own, which holds gate.key");
            return 2;
        }

        string mark = Path.Combine(Locks.FolderIn(folder), Locks.ByHand);
        if (verb == Lock)
            Durable.CreateFolder(mark);
        else if (Directory.Exists(mark))
            Directory.Delete(mark);
        Console.Error.WriteLine(verb == Lock ? "the gate gives nothing until `unlock`" : "the lock that was put on by hand is off");
        return 0;
    }
}
