using System.Security.Cryptography;
using System.Text;
using SecureIntake.Opening;
using SecureIntake.Sealing.Age;

namespace SecureIntake.Cli.Files;

/// <summary>Key files as the commands read and write them.</summary>
internal static class Keys
{
    private const string OnlyPostQuantum = "only post-quantum recipients (age1pq1…) are sealed to; they are never mixed with others";

    /// <summary>Reads a key file; the caller disposes it.</summary>
    public static KeyFile Read(string path)
    {
        var bytes = InputFile.ReadSmall(path);
        try
        {
            if (KeyFile.TryParse(bytes, out var keys, out var badLine)) return keys;
            throw CommandFailedException.Refused(badLine > 0 ? $"{path}: line {badLine} is not a secret key" : $"{path} holds no secret key");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>Writes one secret key after comment lines, to a new file or to standard output, and commits it.</summary>
    /// <param name="file">Where to.</param>
    /// <param name="key">The key's line, which is cleared.</param>
    /// <param name="announce">Prints the public half: where that fails, no key stays whose public half nobody saw.</param>
    /// <param name="comments">Lines of words.</param>
    public static void Write(OutputFile file, byte[] key, Action announce, params string[] comments)
    {
        try
        {
            foreach (var comment in comments) file.Stream.Write(Encoding.UTF8.GetBytes($"# {comment}\n"));
            file.Stream.Write(key);
            file.Stream.WriteByte((byte)'\n');
            announce();
            file.Commit();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>The recipients of a file that lists them.</summary>
    public static IEnumerable<HybridRecipient> Recipients(string path)
    {
        if (!RecipientFile.TryParse(InputFile.ReadSmall(path), out var listed, out var badLine))
            throw CommandFailedException.Refused(badLine > 0 ? $"{path}: line {badLine} is not a recipient" : $"{path} lists no recipient");
        return listed.Select(recipient => recipient as HybridRecipient ?? throw CommandFailedException.WrongUse(OnlyPostQuantum));
    }

    /// <summary>A recipient that was given as text.</summary>
    public static HybridRecipient Recipient(string text) => HybridRecipient.TryParse(text, out var recipient)
        ? recipient
        : throw CommandFailedException.WrongUse(
            text.StartsWith("age1", StringComparison.Ordinal) && !text.StartsWith("age1pq1", StringComparison.Ordinal)
                ? OnlyPostQuantum
                : "this is not a recipient (age1pq1…): it was cut or mistyped");
}
