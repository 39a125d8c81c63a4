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
    private readonly KeyFile _file;

    public GateSigningKey(IOptions<GateOptions> options)
    {
        Durable.CreateFolder(Path.GetFullPath(options.Value.Folder));
        string path = Path.Combine(options.Value.Folder, "gate.key");
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
