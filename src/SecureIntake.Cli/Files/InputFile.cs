using System.Security.Cryptography;

namespace SecureIntake.Cli.Files;

/// <summary>What a command reads.</summary>
internal static class InputFile
{
    private const int BufferSize = 128 * 1024;

    /// <summary>Small files (keys, documents) are read whole; more than this is none.</summary>
    private const int MaxSmall = 16 * 1024 * 1024;

    /// <summary>A file, or standard input for <c>-</c> and for nothing.</summary>
    public static Stream Open(string? path)
    {
        if (path is null || StandardStreams.IsInput(path)) return new BufferedStream(StandardStreams.OpenInput(), BufferSize);
        RefuseFolder(path);
        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize, FileOptions.SequentialScan);
    }

    /// <summary>The bytes of a small file, or of standard input.</summary>
    /// <param name="path">The file.</param>
    /// <param name="most">The most bytes that make sense.</param>
    public static byte[] ReadSmall(string path, int most = MaxSmall)
    {
        RefuseFolder(path);
        using var file = StandardStreams.IsInput(path) ? StandardStreams.OpenInput() : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        return ReadUpTo(file, most) ?? throw CommandFailedException.Refused($"{path} is too large to be what it should be");
    }

    /// <summary>All bytes, or null where there are more than <paramref name="most"/>. No second copy of them stays in memory.</summary>
    public static byte[]? ReadUpTo(Stream input, int most)
    {
        if (input.CanSeek)
        {
            if (input.Length > most) return null;
            var whole = new byte[input.Length];
            input.ReadExactly(whole);
            return whole;
        }
        // A pipe (as in <(command)) has no length; it is read to its end, and no further than that.
        var read = new byte[most + 1];
        var length = input.ReadAtLeast(read, read.Length, throwOnEndOfStream: false);
        var bytes = length > most ? null : read[..length];
        CryptographicOperations.ZeroMemory(read.AsSpan(0, length));
        return bytes;
    }

    // .NET says "access denied" of a folder, which sends people looking for the wrong cause.
    private static void RefuseFolder(string path)
    {
        if (Directory.Exists(path)) throw CommandFailedException.Refused($"{path} is a folder; give a file");
    }
}
