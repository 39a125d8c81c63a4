using System.Security.Cryptography;
using System.Text;
using SecureIntake.Opening.Shares;

namespace SecureIntake.Cli.Files;

/// <summary>One share as text: comment lines, then 33 bytes in base64.</summary>
internal static class ShareFile
{
    /// <summary>Writes a new share file and clears the share.</summary>
    public static void Write(string path, byte[] share, params string[] comments)
    {
        using var file = OutputFile.New(path);
        foreach (var comment in comments) file.Stream.Write(Encoding.UTF8.GetBytes($"# {comment}\n"));
        file.Stream.Write(Encoding.ASCII.GetBytes(Convert.ToBase64String(share) + "\n"));
        file.Commit();
        CryptographicOperations.ZeroMemory(share);
    }

    /// <summary>Reads a share; the caller clears it.</summary>
    public static byte[] Read(string path)
    {
        var lines = Encoding.UTF8.GetString(InputFile.ReadSmall(path)).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line[0] != '#').ToArray();
        return lines is [var only] && SecretSharing.TryParseShare(only, out var share) && share[^1] != 0
            ? share
            : throw CommandFailedException.Refused($"{path} is not a share");
    }
}
