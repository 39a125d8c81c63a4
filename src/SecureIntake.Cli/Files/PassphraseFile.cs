using System.CommandLine;
using System.Security.Cryptography;
using SecureIntake.Sealing.Age;

namespace SecureIntake.Cli.Files;

/// <summary>A passphrase on the first line of a file, or of a pipe, so that it stands on no command line and in no history of the shell.</summary>
internal static class PassphraseFile
{
    /// <summary>The option.</summary>
    public static Option<string?> Option() => new("--passphrase-file", "-p") { Description = "A file whose first line is a passphrase." };

    /// <summary>Reads it; the caller disposes it.</summary>
    public static Passphrase Read(string path)
    {
        var bytes = InputFile.ReadSmall(path);
        try
        {
            var end = bytes.AsSpan().IndexOf((byte)'\n');
            var line = bytes.AsSpan(0, end < 0 ? bytes.Length : end).TrimEnd((byte)'\r');
            return line.IsEmpty ? throw CommandFailedException.Refused($"the first line of {path} is empty") : new Passphrase(line);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }
}
