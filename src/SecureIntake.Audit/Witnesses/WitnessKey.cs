using SecureIntake.Audit.Log;

namespace SecureIntake.Audit.Witnesses;

/// <summary>
/// The public key of a witness, as <c>name+hex(id)+base64(04 ‖ key)</c> (C2SP tlog-cosignature, Ed25519). Its signatures stand over a time
/// and a checkpoint, so they cannot be mistaken for a log's.
/// </summary>
public sealed record WitnessKey
{
    private readonly VerifierKey _key;

    private WitnessKey(VerifierKey key) => _key = key;

    /// <summary>The witness's name, a host name by custom.</summary>
    public string Name => _key.Name;

    /// <summary>The Ed25519 public key.</summary>
    public Bytes32 Key => _key.Key;

    internal uint Id => _key.Id;

    /// <summary>A key under a name that <see cref="LogKey.IsName"/> admits.</summary>
    public static WitnessKey Of(string name, Bytes32 key) => LogKey.IsName(name)
        ? new WitnessKey(new VerifierKey(name, NoteKeyType.Cosignature, key))
        : throw new ArgumentException("not a witness's name", nameof(name));

    /// <summary>Reads a vkey; only the one spelling is accepted.</summary>
    public static bool TryParse(string vkey, out WitnessKey? key)
    {
        key = VerifierKey.TryParse(vkey, NoteKeyType.Cosignature, out var parsed) ? new WitnessKey(parsed) : null;
        return key is not null;
    }

    /// <summary>Whether a signature line says that this key made it.</summary>
    internal bool Made(NoteSignature line) => _key.Made(line);

    /// <summary>Whether a signature line names this key by half: by its name, or by its id.</summary>
    internal bool Resembles(NoteSignature line) => line.Name == Name || line.KeyId == Id;

    /// <summary>The vkey.</summary>
    public override string ToString() => _key.ToString();
}
