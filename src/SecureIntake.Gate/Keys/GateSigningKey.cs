using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using SecureIntake.Audit.Log;
using SecureIntake.Opening;
using SecureIntake.Sealing;
using SecureIntake.Sealing.Gates;

namespace SecureIntake.Gate.Keys;

/// <summary>The gate's signer, made at the first start: it says which keys are this gate's. Nothing opens with it.</summary>
internal sealed class GateSigningKey : IDisposable
{
    /// <summary>Its file in the gate's folder.</summary>
    public const string FileName = "gate.key";

    private readonly KeyFile _file;

    public GateSigningKey(IOptions<GateOptions> options)
    {
        string folder = Path.GetFullPath(options.Value.Folder);
        Durable.CreateFolder(folder);
        // Names in it tell of cases: which were taken, which were shredded.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        string path = Path.Combine(options.Value.Folder, FileName);
        if (!File.Exists(path))
            Create(path);
        byte[] text = File.ReadAllBytes(path);
        bool read = KeyFile.TryParse(text, out var file, out _);
        CryptographicOperations.ZeroMemory(text);
        if (!read || file!.SigningKeys.ToArray() is not [var only])
            throw new InvalidDataException("gate.key must hold one signing key.");
        (_file, Key) = (file, only);
    }

    public SigningKey Key { get; }

    /// <summary>The gate's id, made from its key so that nothing else has to be kept.</summary>
    public OpaqueId Id =>
        OpaqueId.FromBytes(SHA256.HashData([.. "secureintake/gate/v1\n"u8, .. Key.Signer.ToBytes()]).AsSpan(0, OpaqueId.Size));

    public GateIntroduction Introduction => new(Id, Key.Signer);

    public void Dispose() => _file.Dispose();

    private static void Create(string path)
    {
        using var key = SigningKey.Create(RandomNumberGenerator.Fill);
        byte[] text = KeyText.Write(key);
        Durable.ReplaceOwnerOnly(path, text);
        CryptographicOperations.ZeroMemory(text);
    }
}
