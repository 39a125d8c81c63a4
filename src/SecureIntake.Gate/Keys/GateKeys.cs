using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using SecureIntake.Audit.Log;
using SecureIntake.Opening;
using SecureIntake.Sealing.Documents;
using SecureIntake.Sealing.Gates;

namespace SecureIntake.Gate.Keys;

/// <summary>
/// The keys by which headers are held: a file for each week and each case, read when it is needed and at no other time, so that a key that was
/// shredded is gone at once. In place of a shredded one a mark stays: it is never made again.
/// </summary>
internal sealed class GateKeys(IOptions<GateOptions> options, GateSigningKey signing)
{
    private const string Mark = ".shredded";

    private readonly Lock _one = new();

    private string Folder => Path.Combine(Path.GetFullPath(options.Value.Folder), "keys");

    /// <summary>The signed document of a key, which is made when it is asked for first; null when it was shredded.</summary>
    public SignedDocument? Publish(GateScope scope)
    {
        lock (_one)
        {
            if (IsShredded(scope))
                return null;
            if (!File.Exists(PathOf(scope)))
                Create(scope);
        }

        if (Open(scope, out _) is not { } identity)
            return null;
        using (identity)
            return signing.Key.Sign(SignedDocument.Unsigned(new GateKeyDocument(1, signing.Id, scope, identity.Recipient)));
    }

    /// <summary>Whether it was destroyed.</summary>
    public bool IsShredded(GateScope scope) => File.Exists(MarkOf(scope));

    /// <summary>The secret half; null when it was shredded, or never made.</summary>
    public HybridIdentity? Open(GateScope scope, out GateRefusal why)
    {
        why = IsShredded(scope) ? GateRefusal.KeyShredded : GateRefusal.KeyMissing;
        byte[] seed;
        try
        {
            seed = File.ReadAllBytes(PathOf(scope));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        try
        {
            return why == GateRefusal.KeyShredded ? null : new HybridIdentity(seed);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    /// <summary>
    /// Destroys a key: the mark first, so that it stays refused whatever happens next, then the bytes, then the name. What the disk keeps of
    /// overwritten blocks is beyond this: the folder belongs on an encrypted disk.
    /// </summary>
    /// <returns>Whether there was a key.</returns>
    public bool Shred(GateScope scope)
    {
        lock (_one)
        {
            Durable.CreateFolder(Folder);
            if (!IsShredded(scope))
                Durable.ReplaceOwnerOnly(MarkOf(scope), []);
            if (!File.Exists(PathOf(scope)))
                return false;
            using (var file = new FileStream(PathOf(scope), FileMode.Open, FileAccess.Write))
            {
                file.Write(RandomNumberGenerator.GetBytes(HybridIdentity.SeedSize));
                file.Flush(flushToDisk: true);
            }

            File.Delete(PathOf(scope));
            Durable.SyncFolder(Folder);
            return true;
        }
    }

    /// <summary>Everything that was destroyed.</summary>
    public GateShredded Shredded() => new(
        [.. Directory.Exists(Folder) ? Directory.EnumerateFiles(Folder, "*" + Mark).Select(ScopeOf).OfType<GateScope>() : []]);

    private static GateScope? ScopeOf(string mark) => GateScope.TryParse(Path.GetFileNameWithoutExtension(mark), out var scope) ? scope : null;

    private void Create(GateScope scope)
    {
        Durable.CreateFolder(Folder);
        byte[] seed = GC.AllocateArray<byte>(HybridIdentity.SeedSize, pinned: true);
        RandomNumberGenerator.Fill(seed);
        Durable.ReplaceOwnerOnly(PathOf(scope), seed);
        CryptographicOperations.ZeroMemory(seed);
    }

    private string PathOf(GateScope scope) => Path.Combine(Folder, $"{scope}.seed");

    private string MarkOf(GateScope scope) => Path.Combine(Folder, scope + Mark);
}
