namespace SecureIntake.Audit.Log;

/// <summary>
/// The public key of a log, as <c>name+hex(id)+base64(01 ‖ key)</c> (C2SP signed-note, Ed25519). The name is also the origin of the log's
/// checkpoints; id = first 4 bytes of SHA-256(name ‖ LF ‖ 01 ‖ key).
/// </summary>
public sealed record LogKey
{
    private readonly VerifierKey _key;

    private LogKey(VerifierKey key) => _key = key;

    /// <summary>The log's name and origin, a host name with a path by custom.</summary>
    public string Name => _key.Name;

    /// <summary>The Ed25519 public key.</summary>
    public Bytes32 Key => _key.Key;

    /// <summary>What a signature line says of the key that made it.</summary>
    internal uint Id => _key.Id;

    /// <summary>A key under a name that <see cref="IsName"/> admits.</summary>
    public static LogKey Of(string name, Bytes32 key) =>
        IsName(name) ? new LogKey(new VerifierKey(name, NoteKeyType.Ed25519, key)) : throw new ArgumentException("not a log name", nameof(name));

    /// <summary>Whether a name is 1 to 128 visible ASCII characters without <c>+</c>. Signed-note allows more; one alphabet looks one way.</summary>
    public static bool IsName(string name) => VerifierKey.IsName(name);

    /// <summary>Reads a vkey; only the one spelling is accepted.</summary>
    public static bool TryParse(string vkey, out LogKey? key)
    {
        key = VerifierKey.TryParse(vkey, NoteKeyType.Ed25519, out var parsed) ? new LogKey(parsed) : null;
        return key is not null;
    }

    /// <summary>Whether a signature line says that this key made it.</summary>
    internal bool Made(NoteSignature line) => _key.Made(line);

    /// <summary>Whether the signature is this key's over the message.</summary>
    internal bool Verifies(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) => Ed25519Check.Verifies(Key, message, signature);

    /// <summary>The vkey.</summary>
    public override string ToString() => _key.ToString();
}
