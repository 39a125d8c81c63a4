using System.Security.Cryptography;
using SecureIntake.Audit.Log;
using SecureIntake.Opening;
using SecureIntake.Sealing;
using SecureIntake.Worker.Trust;

namespace SecureIntake.Worker.Bench;

/// <summary>The bench's own signing key, kept in a file. It says who did the work; nothing that is sealed opens with it.</summary>
internal sealed class BenchSigningKey : IDisposable
{
    private readonly KeyFile _file;

    private BenchSigningKey(KeyFile file, SigningKey key) => (_file, Key) = (file, key);

    public SigningKey Key { get; }

    /// <summary>Reads the key; makes it, durably and readable by this user only, at the first start.</summary>
    /// <exception cref="InvalidDataException">The file holds something else.</exception>
    public static BenchSigningKey ReadOrCreate(string path)
    {
        if (!File.Exists(path))
            Create(path);
        byte[] text = File.ReadAllBytes(path);
        bool read = KeyFile.TryParse(text, out var file, out _);
        CryptographicOperations.ZeroMemory(text);
        return read && file!.SigningKeys.ToArray() is [var only]
            ? new BenchSigningKey(file, only)
            : throw new InvalidDataException("The bench's key file must hold one signing key.");
    }

    /// <summary>
    /// The id of this bench before the directory gives it one: made from its key, so that nothing else has to be kept.
    /// </summary>
    public OpaqueId ProposedId =>
        OpaqueId.FromBytes(SHA256.HashData([.. "secureintake/bench/v1\n"u8, .. Key.Signer.ToBytes()]).AsSpan(0, OpaqueId.Size));

    /// <summary>This bench as the directory lists it; null while it does not.</summary>
    public ListedBench? ListedIn(TrustedWorld? world) =>
        world?.Directory.Benches.FirstOrDefault(bench => bench.Signer.Equals(Key.Signer)) is { Bench: var id } ? new ListedBench(id, world.Roster) : null;

    public void Dispose() => _file.Dispose();

    private static void Create(string path)
    {
        using var key = SigningKey.Create(RandomNumberGenerator.Fill);
        byte[] text = KeyText.Write(key);
        Durable.ReplaceOwnerOnly(path, text);
        CryptographicOperations.ZeroMemory(text);
    }
}
