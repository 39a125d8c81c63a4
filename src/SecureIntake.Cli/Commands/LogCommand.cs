using System.CommandLine;
using SecureIntake.Audit.Log;

namespace SecureIntake.Cli.Commands;

/// <summary><c>log keygen</c>: the key of a log.</summary>
internal static class LogCommand
{
    public static Command Create() => new("log", "The key that signs the access log.")
    {
        SeedKeygen.Create(
            "log",
            "secureintake log keygen log.key --name intake.example/log",
            SeedKeygen.Name("log", "a host and a path", "secureintake.example/log"),
            (name, seed) =>
            {
                using var signer = new LogSigner(name, seed);
                return signer.Key.ToString();
            }),
    };
}
