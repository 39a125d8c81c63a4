namespace SecureIntake.Sealing.Parts;

/// <summary>One file of a part: a flat name and content of a known length.</summary>
public sealed class PartEntry
{
    private readonly Func<Stream> _open;

    /// <summary>Content that is read, once, when the part is sealed.</summary>
    /// <param name="name">A name that <see cref="PartName"/> allows for the compartment.</param>
    /// <param name="length">Bytes that <paramref name="open"/> will give.</param>
    /// <param name="open">Opens the content; the sealer disposes it.</param>
    public PartEntry(string name, long length, Func<Stream> open) => (Name, Length, _open) = (name, length, open);

    /// <summary>Content in memory.</summary>
    public PartEntry(string name, byte[] content) : this(name, content.Length, () => new MemoryStream(content, writable: false)) { }

    /// <summary>The name in the tar.</summary>
    public string Name { get; }

    /// <summary>Bytes of content.</summary>
    public long Length { get; }

    internal Stream Open() => _open();
}
