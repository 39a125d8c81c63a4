namespace SecureIntake.Sealing.Age;

/// <summary>One recipient's part of an age header: <c>-&gt; type argument…</c> and a body.</summary>
public sealed class Stanza
{
    internal Stanza(string type, IReadOnlyList<string> arguments, byte[] body) => (Type, Arguments, Body) = (type, arguments, body);

    /// <summary>The recipient type, for example <c>mlkem768x25519</c>.</summary>
    public string Type { get; }

    /// <summary>The words after the type; visible ASCII, never empty.</summary>
    public IReadOnlyList<string> Arguments { get; }

    /// <summary>The wrapped file key.</summary>
    public ReadOnlyMemory<byte> Body { get; }
}
