using System.Security.Cryptography;
using SecureIntake.Audit.Log;

namespace SecureIntake.Portal;

/// <summary>Small secret files of this process: made once, readable by its user only.</summary>
internal static class SecretFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Reads a file of random bytes; makes it, durably, at the first start.</summary>
    /// <exception cref="InvalidDataException">The file has another length.</exception>
    public static byte[] ReadOrCreate(string path, int size, RandomNumberGenerator random)
    {
        if (!File.Exists(path))
        {
            byte[] fresh = new byte[size];
            random.GetBytes(fresh);
            Write(path, fresh);
        }

        byte[] bytes = File.ReadAllBytes(path);
        return bytes.Length == size ? bytes : throw new InvalidDataException($"A secret file must hold exactly {size} bytes.");
    }

    /// <summary>Writes a file whole or not at all, readable by this user only.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        string unfinished = path + ".tmp";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        using (var file = new FileStream(unfinished, options))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(unfinished, path, overwrite: true);
        Durable.SyncFolder(folder);
    }
}
