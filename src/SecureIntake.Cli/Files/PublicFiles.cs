using SecureIntake.Sealing.Documents;

namespace SecureIntake.Cli.Files;

/// <summary>Public files of the root ceremony.</summary>
internal static class PublicFiles
{
    /// <summary><c>{ "number": 1, "recipient": "age1pq1…" }</c> and a line feed.</summary>
    public static byte[] Write(Custodian custodian) => [.. custodian.ToJson(), (byte)'\n'];

    /// <summary>Reads a custodian's public file.</summary>
    public static Custodian ReadCustodian(string path) => Custodian.TryParse(InputFile.ReadSmall(path), out var custodian)
        ? custodian
        : throw CommandFailedException.Refused($"{path} is not a custodian's public file");

    /// <summary>Reads the root's public file.</summary>
    public static Root ReadRoot(string path) => Root.TryParse(InputFile.ReadSmall(path), out var root)
        ? root
        : throw CommandFailedException.Refused($"{path} is not a root");
}
