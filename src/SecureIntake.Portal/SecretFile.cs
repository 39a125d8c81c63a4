using System.Security.Cryptography;
using SecureIntake.Audit.Log;

namespace SecureIntake.Portal;

/// <summary>Small secret files of this process: made once, readable by its user only.</summary>
internal static class SecretFile
{
    /// <summary>Reads a file of random bytes; makes it, durably, at the first start.</summary>
    /// <exception cref="InvalidDataException">The file has another length.</exception>
    public static byte[] ReadOrCreate(string path, int size, RandomNumberGenerator random)
    {
        if (!File.Exists(path))
        {
            byte[] fresh = new byte[size];
            random.GetBytes(fresh);
            Durable.ReplaceOwnerOnly(path, fresh);
        }

        byte[] bytes = File.ReadAllBytes(path);
        return bytes.Length == size ? bytes : throw new InvalidDataException($"A secret file must hold exactly {size} bytes.");
    }
}
