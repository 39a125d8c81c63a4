using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using SecureIntake.Audit.Log;
using SecureIntake.Cases.Storage;

namespace SecureIntake.Portal.Log;

/// <summary>Where the log is and which key signs it. The key file is made at the first start and must never be lost or copied.</summary>
internal sealed class LogOfOrganisation : IDisposable
{
    /// <summary>Reads or makes the key.</summary>
    public LogOfOrganisation(IOptions<PortalOptions> portal, IOptions<StorageOptions> storage, RandomNumberGenerator random)
    {
        Folder = Path.Combine(storage.Value.Folder, "log");
        string keyFile = portal.Value.LogKeyFile is { Length: > 0 } given ? given : Path.Combine(storage.Value.Folder, "log.key");
        byte[] seed = SecretFile.ReadOrCreate(keyFile, LogSigner.SeedLength, random);
        Signer = new LogSigner(portal.Value.LogOrigin, seed);
        CryptographicOperations.ZeroMemory(seed);
        // For the root ceremony and for whoever verifies the log offline.
        File.WriteAllText(Path.Combine(storage.Value.Folder, "log.vkey"), Signer.Key + "\n");
    }

    /// <summary>The public files: what is served below <c>/log/</c>.</summary>
    public string Folder { get; }

    /// <summary>The private half.</summary>
    public LogSigner Signer { get; }

    /// <summary>The public half.</summary>
    public LogKey Key => Signer.Key;

    public void Dispose() => Signer.Dispose();
}
