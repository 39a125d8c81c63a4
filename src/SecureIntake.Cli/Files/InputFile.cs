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
        if (path is null or "-") return new BufferedStream(Console.OpenStandardInput(), BufferSize);
        RefuseFolder(path);
        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize, FileOptions.SequentialScan);
    }

    /// <summary>The bytes of a small file.</summary>
    public static byte[] ReadSmall(string path)
    {
        RefuseFolder(path);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read);
        if (file.CanSeek && file.Length > MaxSmall) throw CommandFailedException.Refused($"{path} is too large to be what it should be");
        // A pipe (as in <(command)) has no length; it is read to its end, and no further than anything small goes.
        var bytes = new byte[file.CanSeek ? file.Length : MaxSmall + 1];
        var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return length > MaxSmall ? throw CommandFailedException.Refused($"{path} is too large to be what it should be") : bytes[..length];
    }

    // .NET says "access denied" of a folder, which sends people looking for the wrong cause.
    private static void RefuseFolder(string path)
    {
        if (Directory.Exists(path)) throw CommandFailedException.Refused($"{path} is a folder; give a file");
    }
}
